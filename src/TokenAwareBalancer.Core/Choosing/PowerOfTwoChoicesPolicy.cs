using TokenAwareBalancer.Estimating;

namespace TokenAwareBalancer.Choosing;

/// <summary>Two different backends drawn by weight; of these the one with fewer requests in flight / weight.</summary>
/// <remarks>
/// Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing" (2001): with one choice the longest queue
/// grows with log n / log log n of n servers, with the better of two with log log n. Drawn without replacement: with
/// it, one pair in n is no choice. Made for balancers that must ask servers for their load, or share stale news of it;
/// with a ledger of one's own, a scan of all costs no more and chooses better. Of equal loads the first drawn wins,
/// which is random already.
/// </remarks>
public sealed class PowerOfTwoChoicesPolicy : IBalancingPolicy
{
    private readonly WeightedDraw _draw;

    public PowerOfTwoChoicesPolicy(SeededRandom random) => _draw = new WeightedDraw(random);

    /// <inheritdoc/>
    public string Name => "power-of-two-choices";

    /// <inheritdoc/>
    public int Choose(ReadOnlySpan<Candidate> candidates, in WorkEstimate work, double nowSeconds)
    {
        var first = _draw.Next(candidates);
        if (candidates.Length == 1)
            return first;
        var second = _draw.Next(candidates, except: first);
        return Load(candidates[second]) < Load(candidates[first]) ? second : first;
    }

    private static double Load(in Candidate candidate) => candidate.InFlight.Requests / candidate.Weight;
}
