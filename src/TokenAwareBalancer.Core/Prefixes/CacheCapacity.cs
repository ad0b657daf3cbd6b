namespace TokenAwareBalancer.Prefixes;

/// <summary>How many tokens one backend's cache is believed to hold.</summary>
/// <remarks>
/// What its engine tells, or else what is usual, times a factor that is learned: a beginning that was believed to be
/// there for a while and is not, makes it smaller by a step; one that was believed to be gone and is there, larger by
/// the same step. So it settles where both are equally frequent. Others who use the engine make it smaller, too. Where
/// the engine tells its capacity, steps are small, and nothing exceeds it.
/// </remarks>
internal sealed class CacheCapacity
{
    private const double ToldStep = 1.02;
    private const double UntoldStep = 1.15;
    private const double LeastFactor = 1.0 / 1024;
    private const double MostFactor = 64;

    private readonly long _usualTokens;
    private long? _toldTokens;
    private double _factor = 1;

    public CacheCapacity(long usualTokens) => _usualTokens = usualTokens;

    public long Tokens => (long)((_toldTokens ?? _usualTokens) * _factor);

    /// <summary>What the engine tells now; another number than before begins anew.</summary>
    public void Tell(long? tokens)
    {
        if (tokens == _toldTokens || tokens <= 0)
            return;
        (_toldTokens, _factor) = (tokens, 1);
    }

    /// <summary>What was unused for a while has gone.</summary>
    public void Shrink() => _factor = Math.Max(LeastFactor, _factor / Step);

    /// <summary>What was believed to be gone is there.</summary>
    public void Grow() => _factor = Math.Min(_toldTokens is null ? MostFactor : 1, _factor * Step);

    private double Step => _toldTokens is null ? UntoldStep : ToldStep;
}
