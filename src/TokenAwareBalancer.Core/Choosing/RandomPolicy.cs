using TokenAwareBalancer.Estimating;

namespace TokenAwareBalancer.Choosing;

/// <summary>Any backend, with a probability in proportion to its weight, whatever is in flight.</summary>
/// <remarks>What a crowd of balancers that know nothing of each other amounts to; the floor of a comparison.</remarks>
public sealed class RandomPolicy : IBalancingPolicy
{
    private readonly WeightedDraw _draw;

    public RandomPolicy(SeededRandom random) => _draw = new WeightedDraw(random);

    /// <inheritdoc/>
    public string Name => "random";

    /// <inheritdoc/>
    public int Choose(ReadOnlySpan<Candidate> candidates, in WorkEstimate work, double nowSeconds) => _draw.Next(candidates);
}
