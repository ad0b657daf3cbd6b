using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Admitting;

/// <summary>Gives room to those in line who can use it, first come, first served.</summary>
/// <remarks>Guarded by the lock of the gate that owns it, as the line is.</remarks>
internal sealed class LineServer
{
    private readonly WaitingLine _line;
    private readonly FleetState _fleet;
    private readonly RequestPlacer _placer;
    private long _looks;

    public LineServer(WaitingLine line, FleetState fleet, RequestPlacer placer) =>
        (_line, _fleet, _placer) = (line, fleet, placer);

    public void ServeAll_NeedsLock()
    {
        foreach (var backend in _fleet.Current.Backends)
            Serve_NeedsLock(backend);
    }

    /// <summary>Gives what room a backend has to those in line who can use it, first come, first served.</summary>
    /// <remarks>
    /// Where one who waits for a model and has tried nobody cannot be placed, none of its like can: an ejected backend
    /// has room that is not used while a better one exists, and a long line must not be asked one by one.
    /// </remarks>
    public void Serve_NeedsLock(Backend backend)
    {
        var hopeful = backend.Waiting;
        if (hopeful > 0)
            _looks++;
        for (var node = _line.First; node is not null && hopeful > 0 && HasRoom(backend);)
        {
            var next = node.Next;
            var request = node.Value;
            var isUntried = request.Tried.IsEmpty;
            var isHopeless = isUntried && request.Model.HopelessLook == _looks;
            if (!isHopeless && request.Model.Backends.Contains(backend))
            {
                if (_placer.TryPlace_NeedsLock(request.Model, request.Work, request.Tried) is { } placement)
                {
                    _line.Leave(request);
                    request.OnPlaced(placement);
                    hopeful--;
                }
                else if (isUntried)
                {
                    request.Model.HopelessLook = _looks;
                    hopeful -= request.Model.WaitingUntried;
                }
                else
                {
                    hopeful--;
                }
            }

            node = next;
        }
    }

    /// <summary>Ends the waiting of those for whom no backend is left.</summary>
    public void RefuseStranded_NeedsLock()
    {
        foreach (var request in _line.ToArray())
        {
            if (!HasBackendFor(request, request.Model))
                Refuse_NeedsLock(request);
        }
    }

    /// <summary>Lets those in line wait for the backends of the fleet that has been put in force.</summary>
    public void MoveToFleet_NeedsLock()
    {
        foreach (var request in _line.ToArray())
        {
            if (_fleet.ModelNow(request.Model) is { } model && HasBackendFor(request, model))
                WaitingLine.ChangeModel(request, model);
            else
                Refuse_NeedsLock(request);
        }
    }

    private void Refuse_NeedsLock(HeldRequest request)
    {
        _line.Leave(request);
        request.OnRefused();
    }

    private bool HasRoom(Backend backend) => backend.HasRoom(backend.Ledger.Read(), _placer.NowSeconds);

    private bool HasBackendFor(HeldRequest request, ServedModel model) =>
        _fleet.HasBackendFor(model, request.Tried, _placer.NowSeconds);
}
