using TokenAwareBalancer.Estimating;

namespace TokenAwareBalancer.Choosing.Rivals;

/// <summary>Most of the prompt cached, or least sent lately, while requests are even; else fewest requests.</summary>
/// <remarks>
/// <para>
/// N is requests in flight / weight. Where the most and the fewest are more than 32 apart, and the most is above 1.1
/// times the fewest, the fewest. Else, where somebody has more than half of the prompt cached, who has most. Else the smallest
/// tree: the fewest tokens sent there that were not cached, which every 30 s are cut to 2,500
/// (10,000 characters).
/// SGLang's <c>cache_aware</c> (<c>sgl-router/src/policies</c>) with the defaults of its <c>CacheAwareConfig</c>.
/// </para>
/// <para>
/// While the numbers of requests are even, which with 32 is nearly always, nothing looks at what is waiting.
/// </para>
/// </remarks>
public sealed class SglangCacheAwarePolicy : LeastLoadedPolicy
{
    private const double CacheThreshold = 0.5;
    private const double BalanceDifference = 32;
    private const double BalanceRatio = 1.1;
    private const double EvictionSeconds = 30;

    /// <summary>10,000 characters, at four a token.</summary>
    private const long MostTreeTokens = 2_500;

    private readonly SlotTable<long> _treeTokens = new();
    private double _evictedAtSeconds = double.NegativeInfinity;
    private bool _isImbalanced;
    private double _mostCached;

    /// <inheritdoc/>
    public override string Name => "sglang-cache-aware";

    /// <inheritdoc/>
    protected override void Survey(ReadOnlySpan<Candidate> candidates, in WorkEstimate work, double nowSeconds)
    {
        Evict(nowSeconds);
        var (fewest, most) = (double.PositiveInfinity, 0.0);
        _mostCached = 0;
        foreach (ref readonly var candidate in candidates)
        {
            var requests = Requests(candidate);
            (fewest, most) = (Math.Min(fewest, requests), Math.Max(most, requests));
            _mostCached = Math.Max(_mostCached, candidate.CachedShareOf(work));
        }

        _isImbalanced = most - fewest > BalanceDifference && most > BalanceRatio * fewest;
    }

    /// <inheritdoc/>
    protected override BackendLoad Measure(in Candidate candidate, in WorkEstimate work)
    {
        if (_isImbalanced)
            return new BackendLoad(Requests(candidate));
        return new BackendLoad(_mostCached > CacheThreshold
            ? -candidate.CachedShareOf(work)
            : _treeTokens[candidate.Slot] / candidate.Weight);
    }

    /// <inheritdoc/>
    protected override void OnChosen(in Candidate chosen, in WorkEstimate work, double nowSeconds) =>
        _treeTokens[chosen.Slot] += chosen.PrefillOf(work).Tokens;

    private void Evict(double nowSeconds)
    {
        if (nowSeconds - _evictedAtSeconds < EvictionSeconds)
            return;
        _evictedAtSeconds = nowSeconds;
        foreach (ref var tokens in _treeTokens.Items)
            tokens = Math.Min(tokens, MostTreeTokens);
    }

    private static double Requests(in Candidate candidate) => candidate.InFlight.Requests / candidate.Weight;
}
