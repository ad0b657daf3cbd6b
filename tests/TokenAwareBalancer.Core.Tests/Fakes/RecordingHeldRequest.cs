using System.Collections.Immutable;
using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Fakes;

/// <summary>Remembers what the gate told it.</summary>
internal sealed class RecordingHeldRequest : HeldRequest
{
    public RecordingHeldRequest(ServedModel model, in WorkEstimate work, params ImmutableArray<Backend> tried)
        : base(model, work, tried)
    {
    }

    public Placement? Placement { get; private set; }

    public bool IsRefused { get; private set; }

    public override void OnPlaced(Placement placement) => Placement = placement;

    public override void OnRefused() => IsRefused = true;
}
