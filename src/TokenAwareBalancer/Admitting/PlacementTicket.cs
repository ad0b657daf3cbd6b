using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Receiving;

namespace TokenAwareBalancer.Admitting;

/// <summary>A place in line that can be awaited.</summary>
internal sealed class PlacementTicket : HeldRequest
{
    private readonly Exchange _exchange;
    private readonly TaskCompletionSource<Placement?> _turn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PlacementTicket(Exchange exchange)
        : base(exchange.Model, exchange.Work, exchange.Tried)
    {
        _exchange = exchange;
    }

    /// <summary>Ends with the placement, or with null when no backend serves the model any more.</summary>
    public Task<Placement?> Turn => _turn.Task;

    public override void OnPlaced(Placement placement)
    {
        _exchange.Lease = placement.Lease;
        _turn.SetResult(placement);
    }

    public override void OnRefused() => _turn.SetResult(null);
}
