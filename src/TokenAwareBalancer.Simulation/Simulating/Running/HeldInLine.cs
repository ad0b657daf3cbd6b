using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Simulating.Running;

/// <summary>A place in the line of a simulated balancer.</summary>
internal sealed class HeldInLine : HeldRequest
{
    private readonly RequestInFlight _request;

    public HeldInLine(RequestInFlight request, ServedModel model, in WorkEstimate work)
        : base(model, work, [])
    {
        _request = request;
    }

    public override void OnPlaced(Placement placement) => _request.Balancer.Send(_request, placement);

    public override void OnRefused() => _request.Balancer.Refuse(_request);
}
