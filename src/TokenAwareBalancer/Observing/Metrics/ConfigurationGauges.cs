using System.Diagnostics.Metrics;

namespace TokenAwareBalancer.Observing.Metrics;

/// <summary>Which configuration is in force, read at each scrape.</summary>
internal sealed class ConfigurationGauges
{
    private Func<ConfigurationReading>? _read;

    public ConfigurationGauges(Meter meter)
    {
        meter.CreateObservableGauge(
            "balancer.configuration.generation", () => Read().Generation, "{configuration}",
            "Configurations that have been in force since the start.");
        meter.CreateObservableGauge(
            "balancer.configuration.stale", () => Read().LastFailed ? 1 : 0, "{configuration}",
            "1 when the last reload failed and the configuration before it is still in force.");
        meter.CreateObservableCounter(
            "balancer.configuration.reloads", ReadReloads, "{reload}", "Reloads, by result.");
    }

    public void ReadFrom(Func<ConfigurationReading> read)
    {
        if (Interlocked.CompareExchange(ref _read, read, null) is not null)
            throw new InvalidOperationException("The configuration is already observed.");
    }

    private ConfigurationReading Read() => Volatile.Read(ref _read)?.Invoke() ?? default;

    private Measurement<long>[] ReadReloads()
    {
        var reading = Read();
        return
        [
            new(reading.Reloads, new KeyValuePair<string, object?>("result", "success")),
            new(reading.FailedReloads, new KeyValuePair<string, object?>("result", "failure")),
        ];
    }
}
