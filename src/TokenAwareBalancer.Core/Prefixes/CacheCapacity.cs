namespace TokenAwareBalancer.Prefixes;

/// <summary>How many tokens one backend's cache is believed to hold.</summary>
/// <remarks>
/// What its engine tells, or else what is usual, times a factor that is learned: a beginning that was unused for a
/// while and is not there any more makes it smaller by a step; one that was believed to have made room for others and is
/// still there, larger by the same step. So it settles where both are equally frequent. Others who use the engine make
/// it smaller, too. Where the engine tells its capacity, steps are small and nothing exceeds it. Where it does not, the
/// usual may be wrong by orders of magnitude (a llama.cpp may hold just one prompt in each slot), so that it first goes
/// halfway, in orders of magnitude, to what is left once all that is older is forgotten.
/// </remarks>
internal sealed class CacheCapacity
{
    private const double ToldStep = 1.02;
    private const double UntoldStep = 1.15;
    private const double LeastTokens = 256;
    private const double MostFactor = 64;

    private readonly long _usualTokens;
    private long? _toldTokens;
    private double _factor = 1;

    public CacheCapacity(long usualTokens) => _usualTokens = usualTokens;

    public long Tokens => (long)(BaseTokens * _factor);

    /// <summary>Whether it is the engine's own word.</summary>
    public bool IsTold => _toldTokens is not null;

    private long BaseTokens => _toldTokens ?? _usualTokens;

    private double Step => IsTold ? ToldStep : UntoldStep;

    /// <summary>What the engine tells now; another number than before begins anew, none changes nothing.</summary>
    public void Tell(long? tokens)
    {
        if (tokens is not > 0 || tokens == _toldTokens)
            return;
        (_toldTokens, _factor) = (tokens, 1);
    }

    /// <summary>What was unused for a while has gone.</summary>
    /// <param name="leftTokens">What is believed to be there without it.</param>
    public void Shrink(long leftTokens)
    {
        var tokens = Tokens / Step;
        if (!IsTold)
            tokens = Math.Min(tokens, Math.Sqrt((double)Tokens * Math.Max(1, leftTokens)));
        _factor = Math.Max(LeastTokens, tokens) / BaseTokens;
    }

    /// <summary>What was believed to be gone is there.</summary>
    public void Grow() => _factor = Math.Min(IsTold ? 1 : MostFactor, _factor * Step);
}
