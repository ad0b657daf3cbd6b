using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Discovering.Engines;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Reloading;

namespace TokenAwareBalancer.Health;

/// <summary>Probes every backend at its own times, and tells the gate what it found.</summary>
/// <remarks>
/// One task a backend, so that a silent one delays no other. A backend that is starting or ejected is asked five times
/// as often: what it becomes matters now. A connection that fails in traffic calls for a probe at once, and from then
/// on by what the backend has become: the wait that was under way was that of a healthy one.
/// </remarks>
internal sealed partial class HealthProber : BackgroundService
{
    private const int TimesAsOften = 5;

    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(200);

    private readonly AdmissionGate _gate;
    private readonly EngineClient _client;
    private readonly Func<Backend, ProbeSettings> _settingsOf;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    public HealthProber(
        AdmissionGate gate,
        EngineClient client,
        Func<Backend, ProbeSettings> settingsOf,
        TimeProvider time,
        ILoggerFactory logs)
    {
        _gate = gate;
        _client = client;
        _settingsOf = settingsOf;
        _time = time;
        _log = logs.CreateLogger("balancer.health");
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        new BackendTasks<ProbeSettings>(_gate, _settingsOf, WatchAsync).RunAsync(stoppingToken);

    private async Task WatchAsync(Backend backend, ProbeSettings settings, CancellationToken stoppingToken)
    {
        if (!settings.IsOn)
            return;
        using var call = new SemaphoreSlim(0, 1);
        void CallAtOnce(HealthTransition transition)
        {
            if (transition is
                {
                    To: HealthState.Suspect or HealthState.Ejected,
                    Reason: HealthReason.Unreachable or HealthReason.Untrusted or HealthReason.Lost or HealthReason.Cut,
                }
                && call.CurrentCount == 0)
                call.Release();
        }

        backend.Health.Changed += CallAtOnce;
        try
        {
            var probe = new HealthProbe(_client, backend, settings);
            var random = new SeededRandom(Random.Shared.Next());
            while (true)
            {
                await ProbeAsync(backend, probe, stoppingToken);
                var wait = WaitAfter(backend, settings) * random.NextJitter(settings.Jitter);
                // One that fails and serves by turns would be asked without a pause.
                var pause = wait < LeastPause ? wait : LeastPause;
                await Task.Delay(pause, stoppingToken);
                await call.WaitAsync(wait - pause, stoppingToken);
            }
        }
        finally
        {
            backend.Health.Changed -= CallAtOnce;
        }
    }

    private async Task ProbeAsync(Backend backend, HealthProbe probe, CancellationToken stoppingToken)
    {
        try
        {
            _gate.Observe(backend, await probe.AskAsync(stoppingToken));
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            // A defect here must not end the host, which is what an exception of a background service does.
            Log.Defect(_log, exception, backend.Name);
        }
    }

    private TimeSpan WaitAfter(Backend backend, ProbeSettings settings)
    {
        var state = backend.Health.Read(_time.GetElapsedTime(0).TotalSeconds).State;
        return state is HealthState.Starting or HealthState.Ejected or HealthState.Probing
            ? settings.Interval / TimesAsOften
            : settings.Interval;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "Probing {Backend} failed by a defect")]
        public static partial void Defect(ILogger logger, Exception exception, string backend);
    }
}
