using System.Collections.Immutable;
using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Admitting;

/// <summary>A request that is ready to stand in line, and what to call when its turn comes.</summary>
/// <remarks>The callbacks run under the gate's lock: they hand the news on and return.</remarks>
public abstract class HeldRequest
{
    private readonly WorkEstimate _work;

    protected HeldRequest(ServedModel model, in WorkEstimate work, ImmutableArray<Backend> tried)
    {
        Model = model;
        _work = work;
        Tried = tried;
        Node = new LinkedListNode<HeldRequest>(this);
    }

    /// <summary>Changes only when the fleet is replaced, under the gate's lock.</summary>
    public ServedModel Model { get; internal set; }

    public ref readonly WorkEstimate Work => ref _work;

    /// <summary>Backends that have failed this request and shall not see it again.</summary>
    public ImmutableArray<Backend> Tried { get; }

    /// <summary>What is lacking that it was not placed at once.</summary>
    public RoomLack Lack { get; internal set; }

    internal LinkedListNode<HeldRequest> Node { get; }

    /// <summary>Where it stands in line; null while it does not.</summary>
    internal WaitingLane? Lane { get; set; }

    /// <summary>Its number in the order of those who came; 0 before it first stood in line.</summary>
    internal long Ticket { get; set; }

    /// <summary>A backend has been chosen and charged. Whoever takes the placement must settle its lease.</summary>
    public abstract void OnPlaced(Placement placement);

    /// <summary>No backend serves the model any more.</summary>
    public abstract void OnRefused();
}
