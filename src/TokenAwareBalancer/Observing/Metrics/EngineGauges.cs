using System.Diagnostics.Metrics;

namespace TokenAwareBalancer.Observing.Metrics;

/// <summary>The instruments for what engines say of themselves.</summary>
/// <remarks>
/// An engine that does not say a number has no series of it. One that has said it and no longer does, because it has
/// left or is another engine now, is measured as 0, lest the SDK show its last value for ever. What is only old stays
/// as it is: <c>balancer.scrape.age</c> says how old.
/// </remarks>
internal sealed class EngineGauges
{
    private readonly Func<IEnumerable<BackendReading>> _read;

    public EngineGauges(Func<IEnumerable<BackendReading>> read) => _read = read;

    public void AddTo(Meter meter)
    {
        Add(meter, "balancer.engine.running", "{request}", static engine => engine.Running,
            "Requests that an engine computes, whoever sent them.");
        Add(meter, "balancer.engine.waiting", "{request}", static engine => engine.Waiting,
            "Requests in an engine's own line, whoever sent them.");
        Add(meter, "balancer.engine.kv_use", "1", static engine => engine.KvUse, "How full an engine's KV cache is.");
        Add(meter, "balancer.engine.kv_capacity", "{token}", static engine => engine.KvCapacityTokens,
            "How many tokens an engine's KV cache holds.");
        Add(meter, "balancer.scrape.age", "s", static engine => engine.AgeSeconds,
            "How old what an engine says of itself is.");
    }

    private void Add(Meter meter, string name, string unit, Func<EngineReading, double?> numberOf, string description)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal); // guarded by itself
        meter.CreateObservableGauge(name, () => Measure(numberOf, seen), unit, description);
    }

    private List<Measurement<double>> Measure(Func<EngineReading, double?> numberOf, HashSet<string> seen)
    {
        var measured = new List<Measurement<double>>();
        lock (seen)
        {
            foreach (var reading in _read())
            {
                var number = numberOf(reading.Engine);
                if (number is not null)
                    seen.Add(reading.Backend);
                if (seen.Contains(reading.Backend))
                    measured.Add(new(number ?? 0, new KeyValuePair<string, object?>("backend", reading.Backend)));
            }
        }

        return measured;
    }
}
