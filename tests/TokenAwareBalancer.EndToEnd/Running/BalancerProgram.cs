using System.Diagnostics;
using System.Text.RegularExpressions;

namespace TokenAwareBalancer.Running;

/// <summary>The real program <c>balancer</c>, run as a process of its own.</summary>
internal sealed partial class BalancerProgram : IAsyncDisposable
{
    private const string FileName = "configuration.yaml";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly string _folder;
    private readonly List<string> _announcements = [];

    private BalancerProgram(Process process, string folder)
    {
        _process = process;
        _folder = folder;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>What it printed until it listened.</summary>
    public IReadOnlyList<string> Announcements => _announcements;

    /// <summary>Runs <c>balancer serve</c> with this configuration, and waits for nothing.</summary>
    public static async Task<BalancerProgram> ServeAsync(string yaml)
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        var file = Path.Combine(folder, FileName);
        await File.WriteAllTextAsync(file, yaml);
        return Run(folder, ["serve", "--config", file]);
    }

    /// <summary>Runs <c>balancer serve</c> without a file, over the backends that the environment names.</summary>
    public static BalancerProgram ServeListed(string backends) => Run(
        Directory.CreateTempSubdirectory().FullName,
        ["serve", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"],
        ("BALANCER_BACKENDS", backends));

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
            _announcements.Add(line);
            if (Announcement().Match(line) is not { Success: true } match)
                continue;
            var address = new Uri(match.Groups["address"].Value);
            (clients, operators) = match.Groups["port"].Value == "clients" ? (address, operators) : (clients, address);
        }
        return (clients, operators);
    }

    /// <summary>Sends SIGTERM, as a supervisor does.</summary>
    public Task SendTerminationAsync() => Signals.SendAsync(_process, "TERM");

    /// <summary>Writes another configuration, and sends SIGHUP.</summary>
    public async Task ReloadAsync(string yaml)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, FileName), yaml);
        await Signals.SendAsync(_process, "HUP");
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
        Directory.Delete(_folder, recursive: true);
    }

    private static BalancerProgram Run(
        string folder, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "balancer"), arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new BalancerProgram(Process.Start(start)!, folder);
    }

    [GeneratedRegex(@"^ *(?<port>clients|operators) +(?<address>http://127\.0\.0\.1:\d+/)")]
    private static partial Regex Announcement();
}
