using System.Collections.Immutable;
using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Prefixes;

namespace TokenAwareBalancer.Admitting;

/// <summary>Has a backend chosen and charged, and counts the lease.</summary>
/// <remarks>Called under the lock of the gate that owns it.</remarks>
internal sealed class RequestPlacer
{
    private readonly ILeaseObserver _observer;
    private readonly LeaseTracker _leases;
    private readonly PrefixIndex _prefixes;
    private readonly TimeProvider _time;

    public RequestPlacer(ILeaseObserver observer, LeaseTracker leases, PrefixIndex prefixes, TimeProvider time) =>
        (_observer, _leases, _prefixes, _time) = (observer, leases, prefixes, time);

    public double NowSeconds => _time.GetElapsedTime(0).TotalSeconds;

    /// <summary>Whether room in KV caches is asked for; racy, a reload changes it.</summary>
    public bool GuardsKv { get; set; } = true;

    /// <param name="work">Of the request that asks.</param>
    /// <param name="look">The look along the line that found who is ahead of it; 0 when nobody is.</param>
    public RoomCheck RoomFor(in WorkEstimate work, long look = 0) => new(work, NowSeconds, GuardsKv, look);

    /// <returns>Null when no backend has room for it now.</returns>
    public Placement? TryPlace_NeedsLock(ServedModel model, ImmutableArray<Backend> tried, in RoomCheck room)
    {
        var placement = BackendChooser.TryPlace_NeedsLock(model, tried, _observer, _prefixes, room);
        if (placement is { } placed)
            _leases.OnOpened_NeedsLock(placed.Backend, room.NowSeconds);
        return placement;
    }
}
