using System.Diagnostics.Metrics;
using TokenAwareBalancer.Receiving;

namespace TokenAwareBalancer.Observing.Metrics;

/// <summary>How much of what may be taken in is taken, read at each scrape.</summary>
internal sealed class ReceivingGauges
{
    private ReceivingLimits? _limits;

    public ReceivingGauges(Meter meter)
    {
        meter.CreateObservableGauge(
            "balancer.requests_in_progress", () => Volatile.Read(ref _limits)?.Places.Taken ?? 0, "{request}",
            "Requests that are here: received, held or answered.");
        meter.CreateObservableGauge(
            "balancer.buffered", () => Volatile.Read(ref _limits)?.Memory.TakenBytes ?? 0, "By",
            "Memory that the bodies of requests take.");
    }

    public void ReadFrom(ReceivingLimits limits)
    {
        if (Interlocked.CompareExchange(ref _limits, limits, null) is not null)
            throw new InvalidOperationException("The limits are already observed.");
    }
}
