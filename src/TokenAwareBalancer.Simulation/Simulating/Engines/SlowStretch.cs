namespace TokenAwareBalancer.Simulating.Engines;

/// <summary>A stretch of time in which what an engine begins takes longer.</summary>
/// <param name="Times">As long.</param>
/// <param name="FromSeconds">What begins then or later.</param>
/// <param name="ToSeconds">And before.</param>
public readonly record struct SlowStretch(double Times, double FromSeconds, double ToSeconds)
{
    internal double FactorAt(double seconds) => seconds >= FromSeconds && seconds < ToSeconds ? Times : 1;
}
