using System.Diagnostics.Metrics;

namespace TokenAwareBalancer.Observing.Metrics;

/// <summary>What DNS knows of names that stand for several backends, read at each scrape.</summary>
internal sealed class NameGauges
{
    private Func<IEnumerable<NameState>>? _read;

    public NameGauges(Meter meter)
    {
        meter.CreateObservableGauge(
            "balancer.discovery.backends", () => Measure(name => name.Backends), "{backend}",
            "Backends that an entry stands for, by DNS.");
        meter.CreateObservableGauge(
            "balancer.discovery.stale", () => Measure(name => name.IsStale ? 1 : 0), "{name}",
            "1 when the last lookup failed, and the backends of the one before it stay.");
        meter.CreateObservableCounter(
            "balancer.discovery.lookups", MeasureLookups, "{lookup}", "Lookups, by result.");
    }

    public void ReadFrom(Func<IEnumerable<NameState>> read)
    {
        if (Interlocked.CompareExchange(ref _read, read, null) is not null)
            throw new InvalidOperationException("The names are already observed.");
    }

    private IEnumerable<NameState> Read() => Volatile.Read(ref _read)?.Invoke() ?? [];

    private IEnumerable<Measurement<long>> Measure(Func<NameState, long> valueOf) =>
        Read().Select(name => new Measurement<long>(valueOf(name), Entry(name)));

    private IEnumerable<Measurement<long>> MeasureLookups() => Read().SelectMany(name => new Measurement<long>[]
    {
        new(name.Lookups, Entry(name), new("result", "success")),
        new(name.FailedLookups, Entry(name), new("result", "failure")),
    });

    private static KeyValuePair<string, object?> Entry(NameState name) => new("entry", name.Entry);
}
