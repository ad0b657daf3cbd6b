using TokenAwareBalancer.Estimating;

namespace TokenAwareBalancer.Choosing;

/// <summary>Each backend in turn, in proportion to weight, whatever is in flight.</summary>
public sealed class RoundRobinPolicy : IBalancingPolicy
{
    private readonly WeightedRotation _rotation = new();

    public string Name => "round-robin";

    public int Choose(ReadOnlySpan<Candidate> candidates, in WorkEstimate work, double nowSeconds)
    {
        var all = candidates.Length <= LeastLoadedPolicy.MaxStackCandidates
            ? stackalloc int[candidates.Length]
            : new int[candidates.Length];
        for (var i = 0; i < all.Length; i++)
            all[i] = i;
        return _rotation.Next(candidates, all);
    }
}
