using System.Text.Json;
using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Observing.Metrics;

namespace TokenAwareBalancer.Health;

/// <summary>Puts every transition of every backend into the log and the metrics.</summary>
internal sealed partial class HealthJournal
{
    private readonly BalancerMetrics _metrics;
    private readonly WallClock _clock;
    private readonly ILogger _log;

    public HealthJournal(BalancerMetrics metrics, WallClock clock, ILoggerFactory logs)
    {
        _metrics = metrics;
        _clock = clock;
        _log = logs.CreateLogger("balancer.health");
    }

    /// <summary>Begins to write down what becomes of the backends of a fleet, as it is from time to time.</summary>
    public void Follow(AdmissionGate gate)
    {
        var followed = gate.Fleet.Backends;
        Follow(followed);
        gate.FleetReplaced += fleet =>
        {
            Follow(fleet.Backends.Except(followed));
            followed = fleet.Backends;
        };
    }

    private void Follow(IEnumerable<Backend> backends)
    {
        foreach (var backend in backends)
            backend.Health.Changed += transition => Write(backend, transition);
    }

    /// <summary>The word that logs, metrics and the admin port use.</summary>
    public static string WordOf(HealthState state) => JsonNamingPolicy.SnakeCaseLower.ConvertName($"{state}");

    /// <inheritdoc cref="WordOf(HealthState)"/>
    public static string WordOf(HealthReason reason) => JsonNamingPolicy.SnakeCaseLower.ConvertName($"{reason}");

    private void Write(Backend backend, in HealthTransition transition)
    {
        var (state, reason) = (WordOf(transition.To), WordOf(transition.Reason));
        _metrics.CountHealthTransition(backend.Name, state, reason);
        var level = transition.To is HealthState.Suspect or HealthState.Ejected
            ? LogLevel.Warning
            : LogLevel.Information;
        var (from, until) = (WordOf(transition.From), Until(transition.DeadlineSeconds));
        Log.Changed(_log, level, backend.Name, from, state, reason, until);
    }

    private string Until(double? deadlineSeconds) => deadlineSeconds is { } seconds
        ? $"{_clock.At(seconds):HH:mm:ss.fff}Z"
        : "something happens";

    private static partial class Log
    {
        [LoggerMessage(EventId = 2, Message = "{Backend} was {From} and is {State} ({Reason}) until {Until}")]
        public static partial void Changed(
            ILogger logger, LogLevel level, string backend, string from, string state, string reason, string until);
    }
}
