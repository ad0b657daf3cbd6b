using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Discovering.Engines;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Reloading;

namespace TokenAwareBalancer.Scraping;

/// <summary>Asks every engine for its state at its own times, beside the requests and never on their way.</summary>
/// <remarks>
/// One task a backend, so that a silent one delays no other; jittered, so that replicas do not ask together. One that
/// answers without metrics is asked less and less often, lest its log fill. One that does not answer is not: it may be
/// busy, as a llama.cpp in a long prefill is, and that is when its state matters.
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
    /// <param name="client">Bounded by the settings' time-outs alone.</param>
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

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        new BackendTasks<ScrapeSettings>(_gate, _settingsOf, WatchAsync).RunAsync(stoppingToken);

    private async Task WatchAsync(Backend backend, ScrapeSettings settings, CancellationToken stoppingToken)
    {
        if (!settings.IsOn)
        {
            // What it said once would be shown for ever.
            _gate.LearnState(backend, null);
            return;
        }

        var scraper = new EngineScraper(_client, backend, settings, _gate);
        var journal = new ScrapeJournal(backend.Name, _time, _log);
        var random = new SeededRandom(Random.Shared.Next());
        var absencesInARow = 0;
        while (true)
        {
            var outcome = await ScrapeAsync(backend, scraper, journal, stoppingToken);
            absencesInARow = outcome == ScrapeOutcome.Absent ? absencesInARow + 1 : 0;
            await Task.Delay(
                settings.WaitAfter(absencesInARow) * random.NextJitter(Jitter), _time, stoppingToken);
        }
    }

    private async Task<ScrapeOutcome> ScrapeAsync(
        Backend backend, EngineScraper scraper, ScrapeJournal journal, CancellationToken stoppingToken)
    {
        try
        {
            var result = await scraper.ScrapeAsync(stoppingToken);
            journal.Note(result);
            return result.Outcome;
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            // A defect here must not end the host, which is what an exception of a background service does.
            Log.Defect(_log, exception, backend.Name);
            return ScrapeOutcome.Absent;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 4, Level = LogLevel.Error,
            Message = "Asking {Backend} for its state failed by a defect")]
        public static partial void Defect(ILogger logger, Exception exception, string backend);
    }
}
