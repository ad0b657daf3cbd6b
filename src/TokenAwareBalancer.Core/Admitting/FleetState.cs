using System.Collections.Immutable;
using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Health;

namespace TokenAwareBalancer.Admitting;

/// <summary>The fleet in force, and the backends that have left it with answers still to give.</summary>
/// <remarks>Replaced under the lock of the gate that owns it; the snapshot is read without.</remarks>
internal sealed class FleetState
{
    private readonly List<Backend> _leaving = []; // guarded by the gate's lock
    private volatile FleetSnapshot _current;

    public FleetState(FleetSnapshot fleet) => _current = fleet;

    public FleetSnapshot Current => _current;

    /// <summary>Backends that are no longer of the fleet and still answer what they were sent.</summary>
    public Backend[] ReadLeaving_NeedsLock()
    {
        ForgetIdle_NeedsLock();
        return [.. _leaving];
    }

    public void Replace_NeedsLock(FleetSnapshot fleet)
    {
        // Those that are done need not be remembered, whether or not somebody looks.
        ForgetIdle_NeedsLock();
        _leaving.AddRange(_current.Backends.Except(fleet.Backends));
        fleet.Adopt();
        _current = fleet;
    }

    /// <summary>
    /// What a model is by now: a request keeps the one that it was understood for, and the fleet may have been replaced
    /// since. Null when nobody serves it any more.
    /// </summary>
    public ServedModel? ModelNow(ServedModel model)
    {
        var current = _current;
        return model.Fleet == current ? model : current.FindSuccessor(model);
    }

    /// <summary>Whether another backend could take a request soon, or now where <paramref name="room"/> is asked
    /// for.</summary>
    public bool HasOther(
        ServedModel model, ImmutableArray<Backend> tried, Standing worst, double nowSeconds, RoomCheck? room = null)
    {
        foreach (var backend in ModelNow(model)?.Backends ?? [])
        {
            if (!tried.Contains(backend)
                && BackendChooser.StandingOf(backend, nowSeconds) <= worst
                && room?.IsIn(backend, backend.Ledger.Read()) != false)
                return true;
        }

        return false;
    }

    /// <summary>Whether one is left that the request might be placed on, now or later.</summary>
    public bool HasBackendFor(ServedModel model, ImmutableArray<Backend> tried, double nowSeconds) =>
        HasOther(model, tried, Standing.LastResort, nowSeconds);

    private void ForgetIdle_NeedsLock() =>
        _leaving.RemoveAll(static backend => backend.Ledger.Read().Requests == 0);
}
