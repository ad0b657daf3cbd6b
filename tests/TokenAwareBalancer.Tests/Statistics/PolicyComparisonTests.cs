namespace TokenAwareBalancer.Statistics;

public sealed class PolicyComparisonTests
{
    [Theory]
    [InlineData(new[] { 0.90, 0.85, 0.88, 0.91 }, "Better")]
    [InlineData(new[] { 0.90, 0.50, 1.01, 0.95 }, "Even")] // the seeds lie too far apart
    [InlineData(new[] { 0.99, 0.985, 0.995, 0.99 }, "Even")] // certain, and too small to matter
    [InlineData(new[] { 1.01, 1.005, 1.015, 1.01 }, "Even")]
    [InlineData(new[] { 1.20, 0.90, 1.30, 1.00 }, "Even")]
    [InlineData(new[] { 1.20, 1.15, 1.30, 1.25 }, "Worse")]
    [InlineData(new[] { 0.50 }, "Even")] // one seed says nothing
    public void Verdict_RatiosOfSeeds_NeedsCertaintyAndSize(double[] ratios, string verdict) =>
        Assert.Equal(verdict, new PolicyComparison(SeedSpread.Of(ratios)).Verdict.ToString());

    [Fact]
    public void Ratio_SeedsOfDifferentDifficulty_IsTakenWithinEachSeed()
    {
        LatencySummary[] ours = [Of(0.9), Of(90)];
        LatencySummary[] rival = [Of(1), Of(100)];

        var comparison = PolicyComparison.Of(ours, rival, Metric.Average);

        Assert.Equal(0.9, comparison.Ratio.Mean, precision: 9);
        Assert.Equal(0, comparison.Ratio.HalfRange, precision: 9);
    }

    private static LatencySummary Of(double seconds) => LatencySummary.Of([seconds]);
}
