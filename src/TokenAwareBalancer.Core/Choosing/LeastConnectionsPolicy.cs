using TokenAwareBalancer.Estimating;

namespace TokenAwareBalancer.Choosing;

/// <summary>Fewest requests in flight, relative to weight: what ordinary load balancers do.</summary>
/// <remarks>Blind to size: three long prompts weigh as much as three short ones.</remarks>
public sealed class LeastConnectionsPolicy : LeastLoadedPolicy
{
    /// <inheritdoc/>
    public override string Name => "least-connections";

    /// <inheritdoc/>
    protected override BackendLoad Measure(in Candidate candidate, in WorkEstimate work) =>
        new(candidate.InFlight.Requests / candidate.Weight);
}
