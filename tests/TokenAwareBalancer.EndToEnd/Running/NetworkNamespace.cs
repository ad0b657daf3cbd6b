using System.ComponentModel;
using System.Diagnostics;

namespace TokenAwareBalancer.Running;

/// <summary>A network of its own behind a pair of virtual interfaces, where packets can be dropped.</summary>
/// <remarks>
/// Its firewall is not the machine's. The address is of the range for benchmarks between networks (RFC 2544), which
/// nobody is reached by; its last part and all names come from the process, so that two runs do not meet.
/// </remarks>
internal sealed class NetworkNamespace : IAsyncDisposable
{
    private static int _made;

    private readonly string _name;
    private readonly string _interface;
    private readonly string _network;

    private NetworkNamespace(int number)
    {
        var process = Environment.ProcessId;
        _name = $"balancer-{process}-{number}";
        _interface = $"tab{process % 1_000_000}n{number}";
        _network = $"198.{18 + (process >> 14) % 2}.{(process >> 6) % 256}.{process % 64 * 4}";
    }

    /// <summary>The address inside.</summary>
    public string Host => Above(2);

    /// <summary>What makes a program run inside.</summary>
    public string[] Launcher => ["ip", "netns", "exec", _name];

    /// <summary>Makes one; skips the test where that cannot be done, and says what is missing.</summary>
    public static async Task<NetworkNamespace> RequireAsync()
    {
        if (await TryRunAsync("ip", "-Version") is not null)
            Assert.Skip("ip is not installed; it is Debian's package \"iproute2\".");
        if (await TryRunAsync("iptables", "--version") is not null)
            Assert.Skip("iptables is not installed; it is Debian's package \"iptables\".");
        var made = new NetworkNamespace(Interlocked.Increment(ref _made));
        if (await TryRunAsync("ip", "netns", "add", made._name) is { } refusal)
            Assert.Skip($"No network namespace can be made; run as root, with the capability NET_ADMIN. {refusal}");
        try
        {
            await made.ConnectAsync();
            return made;
        }
        catch
        {
            await made.DisposeAsync();
            throw;
        }
    }

    /// <summary>From now on no packet to or from a port inside arrives, and nobody is told.</summary>
    public async Task DropAsync(int port)
    {
        await RunInsideAsync("iptables", "-A", "INPUT", "-p", "tcp", "--dport", $"{port}", "-j", "DROP");
        await RunInsideAsync("iptables", "-A", "OUTPUT", "-p", "tcp", "--sport", $"{port}", "-j", "DROP");
    }

    /// <summary>Lets everything pass again.</summary>
    public Task PassAsync() => RunInsideAsync("iptables", "-F");

    public async ValueTask DisposeAsync()
    {
        // The namespace takes its interface with it, but in its own time.
        await TryRunAsync("ip", "link", "delete", _interface);
        await TryRunAsync("ip", "netns", "delete", _name);
    }

    private async Task ConnectAsync()
    {
        await RunAsync("ip", "link", "add", _interface, "type", "veth", "peer", "name", "inside", "netns", _name);
        await RunAsync("ip", "address", "add", $"{Above(1)}/30", "dev", _interface);
        await RunAsync("ip", "link", "set", _interface, "up");
        await RunAsync("ip", "-n", _name, "address", "add", $"{Host}/30", "dev", "inside");
        await RunAsync("ip", "-n", _name, "link", "set", "inside", "up");
    }

    private string Above(int addresses)
    {
        var lastDot = _network.LastIndexOf('.') + 1;
        return $"{_network[..lastDot]}{int.Parse(_network.AsSpan(lastDot), null) + addresses}";
    }

    private Task RunInsideAsync(params string[] command) => RunAsync([.. Launcher, .. command]);

    private static async Task RunAsync(params string[] command)
    {
        if (await TryRunAsync(command) is { } refusal)
            throw new InvalidOperationException($"{string.Join(' ', command)}: {refusal}");
    }

    /// <returns>Null when it worked; else what it said.</returns>
    private static async Task<string?> TryRunAsync(params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = await process.StandardError.ReadToEndAsync();
            await output;
            await process.WaitForExitAsync();
            return process.ExitCode == 0 ? null : errors.Trim();
        }
        catch (Win32Exception exception)
        {
            return exception.Message;
        }
    }
}
