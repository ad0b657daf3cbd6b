using System.Collections.Immutable;
using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Admitting;

/// <summary>Has a backend chosen and charged, and counts the lease.</summary>
/// <remarks>Called under the lock of the gate that owns it.</remarks>
internal sealed class RequestPlacer
{
    private readonly ILeaseObserver _observer;
    private readonly LeaseTracker _leases;
    private readonly TimeProvider _time;

    public RequestPlacer(ILeaseObserver observer, LeaseTracker leases, TimeProvider time) =>
        (_observer, _leases, _time) = (observer, leases, time);

    public double NowSeconds => _time.GetElapsedTime(0).TotalSeconds;

    /// <returns>Null when no backend has room for it now.</returns>
    public Placement? TryPlace_NeedsLock(ServedModel model, in WorkEstimate work, ImmutableArray<Backend> tried)
    {
        var nowSeconds = NowSeconds;
        var placement = BackendChooser.TryPlace_NeedsLock(model, work, tried, _observer, nowSeconds);
        if (placement is { } placed)
            _leases.OnOpened_NeedsLock(placed.Backend, nowSeconds);
        return placement;
    }
}
