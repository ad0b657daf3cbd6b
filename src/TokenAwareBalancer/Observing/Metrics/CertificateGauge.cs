using System.Diagnostics.Metrics;
using TokenAwareBalancer.Certificates;

namespace TokenAwareBalancer.Observing.Metrics;

/// <summary>When the ports' certificates end, read at each scrape; nothing without TLS.</summary>
internal sealed class CertificateGauge
{
    private Func<IEnumerable<CertificateReading>>? _read;

    public CertificateGauge(Meter meter) => meter.CreateObservableGauge(
        "balancer.certificate.not_after", Measure, "s", "When a port's certificate ends, in seconds since 1970.");

    public void ReadFrom(Func<IEnumerable<CertificateReading>> read)
    {
        if (Interlocked.CompareExchange(ref _read, read, null) is not null)
            throw new InvalidOperationException("The certificates are already observed.");
    }

    private IEnumerable<Measurement<long>> Measure() =>
        (Volatile.Read(ref _read)?.Invoke() ?? []).Select(reading => new Measurement<long>(
            reading.NotAfterSeconds, new KeyValuePair<string, object?>("port", reading.Port)));
}
