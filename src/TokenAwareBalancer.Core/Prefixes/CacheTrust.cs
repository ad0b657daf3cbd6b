namespace TokenAwareBalancer.Prefixes;

/// <summary>How much of what one backend is believed to hold it really finds, by what it tells.</summary>
/// <remarks>
/// <c>trust = Σ observed / Σ believed</c> over the last answers, forgetting. While nearly all is found it is 1: what is
/// off then is single blocks, and scaling would only blur what is right. An engine that never finds anything caches
/// nothing, and after some answers in a row 0 is predicted; the first that finds something ends that.
/// </remarks>
internal sealed class CacheTrust
{
    /// <summary>As much as a few answers: one that misses must not decide.</summary>
    private const double PriorTokens = 8192;

    private const double Keep = 1 - 1.0 / 64;

    /// <summary>From here on it counts as whole.</summary>
    private const double NearlyAll = 0.9;

    /// <summary>An engine without a cache is found out after so many answers in a row that found nothing.</summary>
    private const int AnswersInARow = 8;

    /// <summary>Two engine blocks and a little: less may be lost in rounding.</summary>
    private const long LeastBelievedTokens = 64;

    private double _believed = PriorTokens;
    private double _observed = PriorTokens;
    private int _nothingInARow;

    /// <summary>From 0 to 1.</summary>
    public double Value { get; private set; } = 1;

    /// <summary>Whether the engine seems to cache nothing.</summary>
    public bool IsCacheless => _nothingInARow >= AnswersInARow;

    /// <param name="believedTokens">What of a prompt it was believed to hold.</param>
    /// <param name="observedTokens">What of it it found.</param>
    public void Observe(double believedTokens, double observedTokens)
    {
        if (believedTokens < LeastBelievedTokens)
        {
            // Nothing was expected; that something was found still shows that there is a cache.
            if (observedTokens > LeastBelievedTokens && IsCacheless)
                Restart();
            return;
        }

        if (observedTokens > 0 && IsCacheless)
            Restart();
        _nothingInARow = observedTokens > 0 ? 0 : _nothingInARow + 1;
        _believed = (_believed * Keep) + believedTokens;
        _observed = (_observed * Keep) + Math.Min(observedTokens, believedTokens);
        Value = IsCacheless ? 0 : _observed / _believed is var share && share < NearlyAll ? share : 1;
    }

    /// <summary>Nothing is known any more: another engine, or the same with another mind.</summary>
    public void Restart()
    {
        (_believed, _observed, _nothingInARow) = (PriorTokens, PriorTokens, 0);
        Value = 1;
    }
}
