using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace TokenAwareBalancer.Llama;

/// <summary>One process of llama.cpp's <c>llama-server</c>, on a free port.</summary>
/// <remarks>
/// With one slot, one thread and temperature 0 its answers depend on the prompt alone. It never ends an answer before
/// the request's own limit, and shifts its context, so that an answer without an end can be asked for.
/// </remarks>
internal sealed partial class LlamaServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero });
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private LlamaServer(Process process)
    {
        _process = process;
        process.OutputDataReceived += OnLine;
        process.ErrorDataReceived += OnLine;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Address => _address.Task.Result;

    /// <param name="setup">Where it is installed.</param>
    /// <param name="cachesPrompts">
    /// Whether a prompt whose beginning is in the slot is computed from there on: realistic, but rounding then depends
    /// on what was asked before.
    /// </param>
    /// <param name="embeds">Whether it embeds, and generates nothing.</param>
    /// <param name="slots">How many requests it runs at once; they share its context.</param>
    /// <param name="port">0 for a free one.</param>
    public static async Task<LlamaServer> StartAsync(
        LlamaSetup setup, bool cachesPrompts = false, bool embeds = false, int slots = 1, int port = 0)
    {
        var server = new LlamaServer(Process.Start(setup.CreateStart(
        [
            "--host", "127.0.0.1", "--port", $"{port}", "-t", "1", "-tb", "1", "--parallel", $"{slots}",
            "--ctx-size", "4096",
            "--temp", "0", "--seed", "1", "--ignore-eos", "--context-shift", "--metrics",
            cachesPrompts ? "--cache-prompt" : "--no-cache-prompt",
            .. embeds ? ["--embeddings", "--pooling", "mean"] : Array.Empty<string>(),
        ]))!);
        try
        {
            await server._address.Task.WaitAsync(StartLimit);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client that never sends on a connection the server may be closing.</summary>
    public HttpClient DirectHttp => _http;

    /// <summary>Whether it is computing for anybody, and how many tokens it has generated since its start.</summary>
    public async Task<(bool IsIdle, double GeneratedTokens)> ReadMetricsAsync()
    {
        var page = await _http.GetStringAsync(new Uri(Address, "metrics"), TestContext.Current.CancellationToken);
        return (Read(page, "requests_processing") == 0 && Read(page, "requests_deferred") == 0,
            Read(page, "tokens_predicted_total"));
    }

    /// <summary>How many requests wait in its own line because all slots are taken.</summary>
    public async Task<double> ReadDeferredAsync() => Read(
        await _http.GetStringAsync(new Uri(Address, "metrics"), TestContext.Current.CancellationToken),
        "requests_deferred");

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
    }

    private static double Read(string page, string name) => double.Parse(
        Regex.Match(page, $@"^llamacpp:{name} (\S+)", RegexOptions.Multiline).Groups[1].Value,
        CultureInfo.InvariantCulture);

    private void OnLine(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is { } text && Announcement().Match(text) is { Success: true } match)
            _address.TrySetResult(new Uri(match.Groups["address"].Value));
    }

    [GeneratedRegex(@"listening on (?<address>http://127\.0\.0\.1:\d+)")]
    private static partial Regex Announcement();
}
