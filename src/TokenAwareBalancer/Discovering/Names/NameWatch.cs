using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Reloading;

namespace TokenAwareBalancer.Discovering.Names;

/// <summary>Looks names up again and again, and has the fleet follow them.</summary>
internal sealed partial class NameWatch : BackgroundService
{
    private static readonly TimeSpan LeastWait = TimeSpan.FromMilliseconds(50);

    private readonly NameDiscovery _discovery;
    private readonly ConfigurationSwap _swap;
    private readonly ConfigurationInForce _configuration;
    private readonly AdmissionGate _gate;
    private readonly ILogger _log;

    public NameWatch(
        NameDiscovery discovery,
        ConfigurationSwap swap,
        ConfigurationInForce configuration,
        AdmissionGate gate,
        ILoggerFactory logs)
    {
        _discovery = discovery;
        _swap = swap;
        _configuration = configuration;
        _gate = gate;
        _log = logs.CreateLogger("balancer.discovery");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var changed = new SemaphoreSlim(0);
        void OnReplaced(FleetSnapshot fleet) => changed.Release();
        _gate.FleetReplaced += OnReplaced;
        try
        {
            while (true)
            {
                var wait = await FollowAsync(stoppingToken);
                if (wait < LeastWait && wait != Timeout.InfiniteTimeSpan)
                    wait = LeastWait;
                await changed.WaitAsync(wait, stoppingToken);
            }
        }
        finally
        {
            _gate.FleetReplaced -= OnReplaced;
        }
    }

    private async Task<TimeSpan> FollowAsync(CancellationToken stoppingToken)
    {
        try
        {
            var (hasChanged, wait) = await _discovery.LookUpDueAsync(_configuration.Current.Options, stoppingToken);
            if (hasChanged)
                _swap.Refresh();
            return wait;
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            // A defect here must not end the host, which is what an exception of a background service does.
            Log.Defect(_log, exception);
            return _configuration.Current.Options.Discovery.Interval;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 5, Level = LogLevel.Error, Message = "Looking names up failed by a defect")]
        public static partial void Defect(ILogger logger, Exception exception);
    }
}
