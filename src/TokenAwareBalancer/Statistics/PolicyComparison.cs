namespace TokenAwareBalancer.Statistics;

/// <summary>One policy against another by one number: the ratio within each seed, and what follows from it.</summary>
/// <remarks>
/// Both had the same requests under a seed, so the ratio is taken there and then averaged: what makes one seed slower
/// than another cancels out. It is a difference when the 95 % interval of its mean excludes 1 and it is not trifling.
/// Of twenty comparisons of equals one will still look like a difference.
/// </remarks>
internal readonly record struct PolicyComparison(SeedSpread Ratio)
{
    /// <summary>What is less than this is not worth a word, however certain.</summary>
    public const double SmallestPart = 0.02;

    public Verdict Verdict
    {
        get
        {
            var needed = Math.Max(SmallestPart, Ratio.ErrorOfMean);
            return Ratio.Mean <= 1 - needed ? Verdict.Better : Ratio.Mean >= 1 + needed ? Verdict.Worse : Verdict.Even;
        }
    }

    /// <param name="policy">By seed.</param>
    /// <param name="rival">By seed, in the same order.</param>
    /// <param name="metric">What to compare.</param>
    public static PolicyComparison Of(
        IReadOnlyList<LatencySummary> policy, IReadOnlyList<LatencySummary> rival, Metric metric) =>
        new(SeedSpread.Of([.. policy.Zip(rival, (ours, theirs) => metric.Of(ours) / metric.Of(theirs))]));
}
