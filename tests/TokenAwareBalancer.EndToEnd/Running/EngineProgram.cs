using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace TokenAwareBalancer.Running;

/// <summary>The program <c>balancer engine</c> as a process: killed, frozen, and started again on its port.</summary>
/// <remarks>Its seed is in the id of every answer, so that an answer tells which engine it is of.</remarks>
internal sealed partial class EngineProgram : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly string[] _launcher;
    private readonly string[] _options;
    private Process? _process;
    private bool _isFrozen;

    private EngineProgram(int seed, string[] launcher, string[] options)
    {
        Seed = seed;
        _launcher = launcher;
        _options = options;
    }

    public int Seed { get; }

    public Uri Address { get; private set; } = new("http://127.0.0.1:0/");

    /// <param name="seed">What its answers are known by; more than 0.</param>
    /// <param name="options">As on the command line.</param>
    public static Task<EngineProgram> StartAsync(int seed, params string[] options) =>
        StartByAsync([], seed, options);

    /// <summary>Starts it by another command, which becomes the program whose path follows it.</summary>
    public static async Task<EngineProgram> StartByAsync(string[] launcher, int seed, params string[] options)
    {
        var engine = new EngineProgram(seed, launcher, options);
        try
        {
            await engine.StartAgainAsync();
            return engine;
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends it as the kernel does when memory is short: at once, unasked.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Starts it on the port that it had; waits until it listens.</summary>
    public async Task StartAgainAsync()
    {
        _process?.Dispose();
        string[] command =
        [
            .. _launcher, Path.Combine(AppContext.BaseDirectory, "balancer"), "engine",
            "--seed", $"{Seed}", "--port", $"{Address.Port}", .. _options,
        ];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true };
        _process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(StartLimit);
        var line = await _process.StandardOutput.ReadLineAsync(limit.Token) ?? "nothing";
        Address = Announcement().Match(line) is { Success: true } match
            ? new Uri(match.Value)
            : throw new InvalidOperationException($"The engine said: {line}");
    }

    /// <summary>Stops it as a hung process is: the kernel still takes its connections, and nobody answers.</summary>
    public Task FreezeAsync()
    {
        _isFrozen = true;
        return Signals.SendAsync(_process!, "STOP");
    }

    public Task ThawAsync()
    {
        _isFrozen = false;
        return Signals.SendAsync(_process!, "CONT");
    }

    /// <summary>How many requests it has been sent since it started: the number that it gives to one more.</summary>
    /// <remarks>One that stalls by its options is asked again, and what it was asked is not counted.</remarks>
    public async Task<int> CountRequestsAsync()
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(1) };
        for (var asked = 0; asked < 30; asked++)
        {
            if (await TryAskAsync(http) is { } text)
            {
                var number = AnswerNumber().Match(text).Groups["number"].Value;
                return int.Parse(number, NumberStyles.HexNumber, null) - asked;
            }
        }
        throw new TimeoutException("The engine answers nothing.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is null)
            return;
        if (_isFrozen && !_process.HasExited)
            await ThawAsync();
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private async Task<string?> TryAskAsync(HttpClient http)
    {
        using var body = new StringContent("""{"model":"words","prompt":"?","max_tokens":1}""");
        try
        {
            using var answer = await http.PostAsync(
                new Uri(Address, "v1/completions"), body, TestContext.Current.CancellationToken);
            return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    [GeneratedRegex(@"http://\d+\.\d+\.\d+\.\d+:\d+/")]
    private static partial Regex Announcement();

    [GeneratedRegex(@"""id"":""cmpl-[0-9a-f]{8}(?<number>[0-9a-f]{8})""")]
    private static partial Regex AnswerNumber();
}
