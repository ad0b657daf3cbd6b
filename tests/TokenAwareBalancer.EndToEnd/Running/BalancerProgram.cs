using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace TokenAwareBalancer.Running;

/// <summary>The real program <c>balancer</c>, run as a process of its own.</summary>
internal sealed partial class BalancerProgram : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly string _configurationFile;

    private BalancerProgram(Process process, string configurationFile)
    {
        _process = process;
        _configurationFile = configurationFile;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Runs <c>balancer serve</c> with this configuration, and waits for nothing.</summary>
    public static async Task<BalancerProgram> ServeAsync(string yaml)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, yaml);
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "balancer"))
        {
            ArgumentList = { "serve", "--config", file },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new BalancerProgram(Process.Start(start)!, file);
    }

    /// <summary>Waits until it listens, and reads from what it prints where.</summary>
    /// <returns>The address for clients and the address for operators.</returns>
    public async Task<(Uri Clients, Uri Operators)> WaitUntilListeningAsync()
    {
        using var limit = new CancellationTokenSource(StartLimit);
        var (clients, operators) = (default(Uri), default(Uri));
        while (clients is null || operators is null)
        {
            if (await _process.StandardOutput.ReadLineAsync(limit.Token) is not { } line)
                throw new InvalidOperationException($"The program ended: {await _errors}");
            if (Announcement().Match(line) is not { Success: true } match)
                continue;
            var address = new Uri(match.Groups["address"].Value);
            (clients, operators) = match.Groups["port"].Value == "clients" ? (address, operators) : (clients, address);
        }
        return (clients, operators);
    }

    /// <summary>Sends SIGTERM, as a supervisor does.</summary>
    public async Task SendTerminationAsync()
    {
        // The shell has the command built in; .NET can only kill.
        var id = _process.Id.ToString(CultureInfo.InvariantCulture);
        using var shell = Process.Start("sh", ["-c", $"kill -TERM {id}"]);
        await shell.WaitForExitAsync();
    }

    /// <summary>Waits for its own end.</summary>
    /// <returns>The exit code, what it printed since it listens, and all it printed on standard error.</returns>
    public async Task<(int ExitCode, string Output, string Errors)> WaitForExitAsync(TimeSpan limit)
    {
        using var expired = new CancellationTokenSource(limit);
        var output = await _process.StandardOutput.ReadToEndAsync(expired.Token);
        await _process.WaitForExitAsync(expired.Token);
        return (_process.ExitCode, output, await _errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
        File.Delete(_configurationFile);
    }

    [GeneratedRegex(@"^ *(?<port>clients|operators) +(?<address>http://127\.0\.0\.1:\d+/)")]
    private static partial Regex Announcement();
}
