namespace TokenAwareBalancer.Demo.Statistics;

public sealed class PolicyComparisonTests
{
    [Theory]
    [InlineData(new[] { 0.90, 0.80, 0.99 }, "Better")]
    [InlineData(new[] { 0.90, 0.50, 1.01 }, "Even")] // one seed disagrees
    [InlineData(new[] { 0.99, 0.985, 0.995 }, "Even")] // too small to be told from noise
    [InlineData(new[] { 1.01, 1.005, 1.015 }, "Even")]
    [InlineData(new[] { 1.20, 0.99, 1.30 }, "Even")]
    [InlineData(new[] { 1.20, 1.01, 1.30 }, "Worse")]
    public void Verdict_RatiosOfSeeds_NeedsAgreementAndSize(double[] ratios, string verdict) =>
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
