namespace TokenAwareBalancer.Reloading;

/// <summary>Calls for a reload when the content of a file that the configuration comes from has changed.</summary>
/// <remarks>
/// Contents are compared every few seconds rather than watched: Kubernetes replaces a folder's symbolic link, which
/// tells no watcher of the file, and network file systems tell of nothing. An editor may write a file in two pieces, so
/// that only what is the same at a second look is read. A file that is gone for a moment is no change.
/// </remarks>
internal sealed partial class ConfigurationWatch : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ConfigurationReloader _reloader;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    public ConfigurationWatch(ConfigurationReloader reloader, TimeProvider time, ILoggerFactory logs)
    {
        _reloader = reloader;
        _time = time;
        _log = logs.CreateLogger("balancer.configuration");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_reloader.Source is not { } source)
            return;
        FileContents? seen = null;
        using var timer = new PeriodicTimer(Interval, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var now = source.ReadContents();
            var isSettled = seen is not null && now.SameAs(seen);
            seen = now;
            if (isSettled && !source.IsLoaded(now))
                await ReloadAsync();
        }
    }

    private async Task ReloadAsync()
    {
        try
        {
            await _reloader.ReloadAsync("file");
        }
        catch (Exception exception)
        {
            // A defect here must not end the host, which is what an exception of a background service does.
            Log.Defect(_log, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 5, Level = LogLevel.Error, Message = "Reloading the configuration failed by a defect")]
        public static partial void Defect(ILogger logger, Exception exception);
    }
}
