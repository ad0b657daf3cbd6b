namespace TokenAwareBalancer.Discovering;

/// <summary>Lets the learner ask at the start and every five seconds from then on, whatever goes wrong.</summary>
internal sealed partial class ConcurrencyWatch : BackgroundService
{
    /// <summary>An engine that was started anew gets too much or too little for so long at most.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private readonly ConcurrencyLearner _learner;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    public ConcurrencyWatch(ConcurrencyLearner learner, TimeProvider time, ILoggerFactory logs)
    {
        _learner = learner;
        _time = time;
        _log = logs.CreateLogger("balancer.discovery");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, _time);
        do
            await LearnAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    // A defect here must not end the host, which is what an exception of a background service does.
    private async Task LearnAsync(CancellationToken stoppingToken)
    {
        try
        {
            await _learner.LearnAsync(stoppingToken);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            Log.Defect(_log, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "Asking engines failed by a defect")]
        public static partial void Defect(ILogger logger, Exception exception);
    }
}
