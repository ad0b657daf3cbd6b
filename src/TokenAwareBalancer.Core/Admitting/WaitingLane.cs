namespace TokenAwareBalancer.Admitting;

/// <summary>Requests in line that are alike to the gate: where the first cannot be placed, none of them can.</summary>
/// <remarks>
/// Those of one model that no backend has failed; each that one has failed is alone in a lane of its own. Guarded by
/// the lock of the gate.
/// </remarks>
internal sealed class WaitingLane
{
    private readonly LinkedList<HeldRequest> _requests = new();

    public WaitingLane() => Node = new LinkedListNode<WaitingLane>(this);

    /// <summary>Its place among the lanes of the line; outside while nobody is in it.</summary>
    public LinkedListNode<WaitingLane> Node { get; }

    public LinkedListNode<HeldRequest>? First => _requests.First;

    /// <summary>The ticket of its first; there must be one.</summary>
    public long Ticket => _requests.First!.Value.Ticket;

    public IEnumerable<HeldRequest> Requests => _requests;

    public void Enter(HeldRequest request)
    {
        request.Lane = this;
        _requests.AddLast(request.Node);
    }

    public void Leave(HeldRequest request)
    {
        request.Lane = null;
        _requests.Remove(request.Node);
    }
}
