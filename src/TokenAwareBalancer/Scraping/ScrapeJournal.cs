namespace TokenAwareBalancer.Scraping;

/// <summary>Says in the log when it changes what an engine tells of itself: at most a line a minute.</summary>
/// <remarks>
/// That a backend has no metrics is no trouble, only worth knowing. That it does not answer is said by its health, so
/// that failures are for who debugs. Used by one task.
/// </remarks>
internal sealed partial class ScrapeJournal
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly string _backend;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private string? _lastEngine; // empty for none
    private long _lastTimestamp;

    public ScrapeJournal(string backend, TimeProvider time, ILogger log)
    {
        _backend = backend;
        _time = time;
        _log = log;
    }

    public void Note(ScrapeResult result)
    {
        var engine = result.Outcome == ScrapeOutcome.Read ? result.Words : "";
        if (result.Outcome == ScrapeOutcome.Failed)
            Log.Failed(_log, _backend, result.Words);
        else if (engine != _lastEngine && (_lastEngine is null || _time.GetElapsedTime(_lastTimestamp) >= Pause))
            NoteChange(result, engine);
    }

    private void NoteChange(ScrapeResult result, string engine)
    {
        _lastEngine = engine;
        _lastTimestamp = _time.GetTimestamp();
        if (result.Outcome == ScrapeOutcome.Read)
            Log.Reads(_log, _backend, result.Words);
        else
            Log.Absent(_log, _backend, result.Words);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "{Backend} tells its state, as {Engine}")]
        public static partial void Reads(ILogger logger, string backend, string engine);

        [LoggerMessage(EventId = 2, Level = LogLevel.Information,
            Message = "{Backend} does not tell its state ({Cause}); what came through here is known all the same")]
        public static partial void Absent(ILogger logger, string backend, string cause);

        [LoggerMessage(EventId = 3, Level = LogLevel.Debug, Message = "{Backend} did not tell its state ({Cause})")]
        public static partial void Failed(ILogger logger, string backend, string cause);
    }
}
