namespace TokenAwareBalancer.Demo.Statistics;

/// <summary>One policy against another by one number: the ratio within each seed, and what follows from it.</summary>
/// <remarks>
/// Both had the same requests under a seed, so the ratio is taken there and then averaged: what makes one seed slower
/// than another cancels out. It is a difference when every seed agrees on its sign and the mean is beyond the noise of
/// timers and sockets.
/// </remarks>
internal readonly record struct PolicyComparison(SeedSpread Ratio)
{
    /// <summary>Two runs of the same policy and seed differ by less than this, about.</summary>
    private const double NoisePart = 0.02;

    public Verdict Verdict => Ratio switch
    {
        { Most: < 1, Mean: < 1 - NoisePart } => Verdict.Better,
        { Least: > 1, Mean: > 1 + NoisePart } => Verdict.Worse,
        _ => Verdict.Even,
    };

    /// <param name="policy">By seed.</param>
    /// <param name="rival">By seed, in the same order.</param>
    /// <param name="metric">What to compare.</param>
    public static PolicyComparison Of(
        IReadOnlyList<LatencySummary> policy, IReadOnlyList<LatencySummary> rival, Metric metric) =>
        new(SeedSpread.Of([.. policy.Zip(rival, (ours, theirs) => metric.Of(ours) / metric.Of(theirs))]));
}
