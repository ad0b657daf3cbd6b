using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Admitting;

/// <summary>Gives room to those in line who can use it, first come, first served.</summary>
/// <remarks>
/// <para>
/// A look goes along the line from the first. Who can be placed is; who cannot, because a KV cache is too full for it,
/// marks the backends that it waits for, and nobody behind it is sent to one of those in this look: neither a smaller
/// request, nor one of another model, nor a newcomer, who is the last in line. So whoever is first gets all room that
/// backends it could use come to have, and has to wait no longer than they take to work off what they hold. A limit on
/// concurrency needs no marks: a place is as large for one as for the other.
/// </para>
/// <para>
/// Marks last for one look. Nothing has to be taken back when a request leaves the line, a backend drains or the fleet
/// is replaced. Guarded by the lock of the gate that owns it, as the line is.
/// </para>
/// </remarks>
internal sealed class LineServer
{
    private readonly WaitingLine _line;
    private readonly FleetState _fleet;
    private readonly RequestPlacer _placer;
    private long _looks;

    public LineServer(WaitingLine line, FleetState fleet, RequestPlacer placer) =>
        (_line, _fleet, _placer) = (line, fleet, placer);

    /// <summary>Gives what room there is to those in line who can use it.</summary>
    /// <returns>The look, whose marks hold for who comes next.</returns>
    public long Serve_NeedsLock()
    {
        var look = ++_looks;
        for (var lane = _line.First; lane is not null;)
        {
            var request = lane.Value.First!.Value;
            var next = lane.Next;
            var room = _placer.RoomFor(request.Work, look);
            if (_placer.TryPlace_NeedsLock(request.Model, request.Tried, room) is { } placement)
            {
                _line.Leave(request);
                request.OnPlaced(placement);
                // Who is next in this lane came later; a lane between the two is asked before.
                next = lane.List is not null && lane.Next == next ? lane : next;
            }
            else
            {
                MissingRoom.Close_NeedsLock(request.Model, request.Tried, room);
            }

            lane = next;
        }

        return look;
    }

    /// <summary>The same when it is one backend that may have come to have room.</summary>
    public void Serve_NeedsLock(Backend backend)
    {
        if (backend.Waiting > 0)
            Serve_NeedsLock();
    }

    /// <summary>Room that those in line have not been told of yet is theirs, before a newcomer's.</summary>
    /// <returns>The look whose marks hold for the newcomer; 0 when nobody waits for what it could use.</returns>
    public long ServeBefore_NeedsLock(ServedModel newcomers) =>
        WaitingLine.IsNobodyWaitingFor(newcomers) ? 0 : Serve_NeedsLock();

    /// <summary>Ends the waiting of those for whom no backend is left.</summary>
    public void RefuseStranded_NeedsLock()
    {
        foreach (var request in _line.ToArray())
        {
            if (HasBackendFor(request, request.Model))
                continue;
            _line.Leave(request);
            request.OnRefused();
        }
    }

    /// <summary>Lets those in line keep their places as they wait for the fleet that is in force now.</summary>
    public void MoveToFleet_NeedsLock()
    {
        var requests = _line.ToArray();
        foreach (var request in requests)
            _line.Leave(request);
        foreach (var request in requests)
        {
            if (_fleet.ModelNow(request.Model) is { } model && HasBackendFor(request, model))
            {
                request.Model = model;
                _line.Enter(request);
            }
            else
            {
                request.OnRefused();
            }
        }
    }

    private bool HasBackendFor(HeldRequest request, ServedModel model) =>
        _fleet.HasBackendFor(model, request.Tried, _placer.NowSeconds);
}
