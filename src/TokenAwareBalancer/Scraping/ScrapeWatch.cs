using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Discovering.Engines;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Health;

namespace TokenAwareBalancer.Scraping;

/// <summary>Asks every engine for its state at its own times, beside the requests and never on their way.</summary>
/// <remarks>
/// One task a backend, so that a silent one delays no other; jittered, so that replicas do not ask together. One that
/// does not tell is asked less and less often, until it tells or comes back from where it could not be reached.
/// </remarks>
internal sealed partial class ScrapeWatch : BackgroundService
{
    private const double Jitter = 0.2;

    private readonly AdmissionGate _gate;
    private readonly EngineClient _client;
    private readonly Func<Backend, ScrapeSettings> _settingsOf;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    /// <param name="gate">Whose fleet is asked.</param>
    /// <param name="client">Owned from here on; bounded by the settings' time-outs alone.</param>
    /// <param name="settingsOf">How each one is asked.</param>
    /// <param name="time">Sets the pace.</param>
    /// <param name="logs">Told of changes.</param>
    public ScrapeWatch(
        AdmissionGate gate,
        EngineClient client,
        Func<Backend, ScrapeSettings> settingsOf,
        TimeProvider time,
        ILoggerFactory logs)
    {
        _gate = gate;
        _client = client;
        _settingsOf = settingsOf;
        _time = time;
        _log = logs.CreateLogger("balancer.scraping");
    }

    public override void Dispose()
    {
        base.Dispose();
        _client.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        _gate.Fleet.Backends.Select((backend, index) => WatchAsync(backend, index, stoppingToken)));

    private async Task WatchAsync(Backend backend, int index, CancellationToken stoppingToken)
    {
        var settings = _settingsOf(backend);
        if (!settings.IsOn)
            return;
        // Without a bound and never disposed, so that a request whose outcome is the transition cannot fail by it.
        var call = new SemaphoreSlim(0);
        void CallWhenBack(HealthTransition transition)
        {
            if (IsReturn(transition))
                call.Release();
        }

        backend.Health.Changed += CallWhenBack;
        try
        {
            var scraper = new EngineScraper(_client, backend, settings, () => _gate.NowSeconds);
            var journal = new ScrapeJournal(backend.Name, _time, _log);
            var random = new SeededRandom(Random.Shared.Next(), index);
            var failuresInARow = 0;
            while (true)
            {
                failuresInARow = await ScrapeAsync(backend, scraper, journal, stoppingToken) ? 0 : failuresInARow + 1;
                var wait = settings.WaitAfter(failuresInARow) * random.NextJitter(Jitter);
                if (await call.WaitAsync(wait, stoppingToken))
                    failuresInARow = 0;
            }
        }
        finally
        {
            backend.Health.Changed -= CallWhenBack;
        }
    }

    // Not every success after a failure: of a backend that cannot tell, each would be a question in vain.
    private static bool IsReturn(HealthTransition transition) =>
        transition.From is HealthState.Starting or HealthState.Ejected or HealthState.Probing
        && transition.To is HealthState.Healthy or HealthState.Recovering;

    private async Task<bool> ScrapeAsync(
        Backend backend, EngineScraper scraper, ScrapeJournal journal, CancellationToken stoppingToken)
    {
        try
        {
            var result = await scraper.ScrapeAsync(stoppingToken);
            journal.Note(result);
            return result.Outcome == ScrapeOutcome.Read;
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            // A defect here must not end the host, which is what an exception of a background service does.
            Log.Defect(_log, exception, backend.Name);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 4, Level = LogLevel.Error, Message = "Reading the state of {Backend} failed by a defect")]
        public static partial void Defect(ILogger logger, Exception exception, string backend);
    }
}
