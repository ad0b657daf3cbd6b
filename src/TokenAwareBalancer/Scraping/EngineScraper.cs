using System.Net;
using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Discovering.Engines;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Scraping;

/// <summary>Asks one engine for its state. What it cannot learn changes nothing but the state's age.</summary>
/// <remarks>
/// Where the path is not configured, <c>/metrics</c> and <c>/prometheus/metrics</c> (<c>trtllm-serve</c>) take turns
/// until one of them has metrics; that one is kept.
/// </remarks>
internal sealed class EngineScraper
{
    private static readonly string[] UsualPaths = ["metrics", "prometheus/metrics"];

    private readonly EngineClient _client;
    private readonly Backend _backend;
    private readonly ScrapeSettings _settings;
    private readonly AdmissionGate _gate;
    private int _usualPath;

    public EngineScraper(
        EngineClient client, Backend backend, ScrapeSettings settings, AdmissionGate gate)
    {
        _client = client;
        _backend = backend;
        _settings = settings;
        _gate = gate;
    }

    private string Path => _settings.Path ?? UsualPaths[_usualPath];

    /// <summary>One question. Never throws for what the engine does.</summary>
    public async Task<ScrapeResult> ScrapeAsync(CancellationToken stoppingToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        limit.CancelAfter(_settings.Timeout);
        try
        {
            return await AskAsync(limit.Token);
        }
        catch (HttpRequestException exception)
        {
            return new ScrapeResult(ScrapeOutcome.Failed, $"GET /{Path}: {exception.HttpRequestError}");
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            var seconds = _settings.Timeout.TotalSeconds;
            return new ScrapeResult(ScrapeOutcome.Failed, $"GET /{Path}: no whole answer within {seconds} s");
        }
    }

    private async Task<ScrapeResult> AskAsync(CancellationToken cancellationToken)
    {
        var (path, askedAtSeconds) = (Path, _gate.NowSeconds);
        var requestsBefore = _backend.Ledger.Read().Requests;
        var answer = await _client.GetAsync(_backend.Definition, path, cancellationToken);
        if ((int)answer.Status >= 500 && answer.Status != HttpStatusCode.NotImplemented)
            return new ScrapeResult(ScrapeOutcome.Failed, $"GET /{path}: {(int)answer.Status}");
        if (!answer.IsSuccess || EnginePageReader.Read(answer.Body) is not { } numbers)
        {
            _usualPath = (_usualPath + 1) % UsualPaths.Length;
            var words = answer.IsSuccess ? "no metrics of an engine" : $"{(int)answer.Status}";
            return new ScrapeResult(ScrapeOutcome.Absent, $"GET /{path}: {words}");
        }

        _gate.LearnState(_backend, StateOf(
            numbers, askedAtSeconds, Math.Max(requestsBefore, _backend.Ledger.Read().Requests)));
        return new ScrapeResult(ScrapeOutcome.Read, numbers.Engine);
    }

    private EngineState StateOf(EngineNumbers numbers, double askedAtSeconds, long ledgerRequests) => new()
    {
        Engine = numbers.Engine,
        Running = numbers.Running,
        Waiting = numbers.Waiting,
        KvUse = numbers.KvUse,
        KvCapacityTokens = numbers.KvCapacityTokens,
        PrefixCounts = numbers.PrefixCounts,
        LedgerRequests = ledgerRequests,
        ScrapedAtSeconds = askedAtSeconds,
        FreshForSeconds = _settings.FreshFor.TotalSeconds,
    };
}
