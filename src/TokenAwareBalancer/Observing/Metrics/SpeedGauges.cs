using System.Diagnostics.Metrics;
using TokenAwareBalancer.Pacing;

namespace TokenAwareBalancer.Observing.Metrics;

/// <summary>The instruments for what is believed of the engines' speed, and for how right that is.</summary>
/// <remarks>
/// A backend of which nothing is learned has no series. One that has had them and has left is measured as 0, lest the
/// SDK show its last value for ever.
/// </remarks>
internal sealed class SpeedGauges
{
    private const double SecondsPerMillisecond = 0.001;

    private readonly Func<IEnumerable<BackendReading>> _read;

    public SpeedGauges(Func<IEnumerable<BackendReading>> read) => _read = read;

    public void AddTo(Meter meter)
    {
        Add(meter, "balancer.engine.iteration_base", "s",
            static speed => speed.Speed?.Costs.BaseMilliseconds * SecondsPerMillisecond,
            "What an iteration of an engine takes whatever its batch, as learned.");
        Add(meter, "balancer.engine.prefill_token", "s",
            static speed => speed.Speed?.Costs.PrefillTokenMilliseconds * SecondsPerMillisecond,
            "What each prompt token adds to an iteration, as learned.");
        Add(meter, "balancer.engine.speed_confidence", "1", static speed => speed.Speed?.Confidence,
            "How far the speed of an engine is learned, from 0 to 1.");
        AddError(meter, "balancer.engine.gap_error", static speed => speed.GapError,
            "How far off the predicted time between two tokens of a stream is.");
        AddError(meter, "balancer.engine.first_token_error", static speed => speed.FirstTokenError,
            "How far off the predicted time to first token is.");
    }

    private void Add(Meter meter, string name, string unit, Func<SpeedReading, double?> numberOf, string description)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal); // guarded by itself
        meter.CreateObservableGauge(
            name,
            () => Measure(seen, static speed => speed.Speed is { Confidence: > 0 })
                .Select(found => new Measurement<double>(
                    found.IsKnown ? numberOf(found.Reading.Speed) ?? 0 : 0, Tag("backend", found.Reading.Backend))),
            unit,
            description);
    }

    private void AddError(Meter meter, string name, Func<SpeedReading, ErrorReading> errorOf, string description)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal); // guarded by itself
        meter.CreateObservableGauge(
            name,
            () => Measure(seen, speed => errorOf(speed).Observations > 0)
                .SelectMany(found => Figures(errorOf(found.Reading.Speed), found.Reading.Backend)),
            "1",
            description);
    }

    private static Measurement<double>[] Figures(ErrorReading error, string backend) =>
    [
        new(error.Bias, Tag("backend", backend), Tag("figure", "bias")),
        new(error.Median, Tag("backend", backend), Tag("figure", "p50")),
        new(error.P95, Tag("backend", backend), Tag("figure", "p95")),
    ];

    private List<(BackendReading Reading, bool IsKnown)> Measure(HashSet<string> seen, Func<SpeedReading, bool> isKnown)
    {
        var measured = new List<(BackendReading, bool)>();
        lock (seen)
        {
            foreach (var reading in _read())
            {
                var known = isKnown(reading.Speed);
                if (known)
                    seen.Add(reading.Backend);
                if (seen.Contains(reading.Backend))
                    measured.Add((reading, known));
            }
        }

        return measured;
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
