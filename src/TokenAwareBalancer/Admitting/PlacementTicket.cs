using System.Collections.Immutable;
using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Admitting;

/// <summary>A place in line that can be awaited.</summary>
internal sealed class PlacementTicket : HeldRequest
{
    private readonly TaskCompletionSource<Placement?> _turn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PlacementTicket(ServedModel model, in WorkEstimate work, ImmutableArray<Backend> tried)
        : base(model, work, tried)
    {
    }

    /// <summary>Ends with the placement, or with null when no backend serves the model any more.</summary>
    public Task<Placement?> Turn => _turn.Task;

    public override void OnPlaced(Placement placement) => _turn.SetResult(placement);

    public override void OnRefused() => _turn.SetResult(null);
}
