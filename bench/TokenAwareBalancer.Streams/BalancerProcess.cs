using System.Diagnostics;

namespace TokenAwareBalancer.Streams;

/// <summary>The program <c>balancer</c>, run as a process of its own until this is disposed.</summary>
internal sealed class BalancerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private BalancerProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>Starts it, and reads from what it prints where it listens.</summary>
    /// <param name="addresses">How many addresses it prints.</param>
    /// <param name="arguments">A command of it.</param>
    /// <exception cref="InvalidOperationException">It ended before it listened.</exception>
    public static async Task<(BalancerProcess Process, Uri[] Addresses)> StartAsync(
        int addresses, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "balancer"), arguments)
        {
            RedirectStandardOutput = true,
        };
        var program = new BalancerProcess(Process.Start(start)!);
        try
        {
            return (program, await program.ReadAddressesAsync(addresses));
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    public ProcessReading Read() => ProcessReading.Of(Id);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<Uri[]> ReadAddressesAsync(int addresses)
    {
        using var limit = new CancellationTokenSource(StartLimit);
        var found = new List<Uri>();
        while (found.Count < addresses)
        {
            var line = await _process.StandardOutput.ReadLineAsync(limit.Token)
                ?? throw new InvalidOperationException("It ended before it listened.");
            found.AddRange(line.Split(' ').Where(word => word.StartsWith("http://", StringComparison.Ordinal))
                .Select(address => new Uri(address)));
        }

        return [.. found];
    }
}
