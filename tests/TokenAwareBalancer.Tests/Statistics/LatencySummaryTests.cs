namespace TokenAwareBalancer.Statistics;

public sealed class LatencySummaryTests
{
    [Fact]
    public void Percentiles_OneToAHundredAndOne_AreTheNumbersAtTheirRanks()
    {
        var summary = LatencySummary.Of(Enumerable.Range(1, 101).Reverse().Select(number => (double)number));

        Assert.Equal(51, summary.AverageSeconds);
        Assert.Equal(51, summary.P50Seconds);
        Assert.Equal(91, summary.P90Seconds, precision: 9);
        Assert.Equal(100, summary.P99Seconds, precision: 9);
    }

    [Fact]
    public void Percentiles_BetweenTwoRanks_LieBetweenThemInProportion()
    {
        var summary = LatencySummary.Of([10, 20]);

        Assert.Equal(15, summary.P50Seconds);
        Assert.Equal(19, summary.P90Seconds, precision: 9);
    }

    [Fact]
    public void Percentiles_OneValue_AreAllThatValue() =>
        Assert.Equal(new LatencySummary(7, 7, 7, 7), LatencySummary.Of([7]));

    [Fact]
    public void Spread_ThreeSeeds_HasTheirMeanAndExtremes()
    {
        var spread = SeedSpread.Of([3, 1, 2]);

        Assert.Equal((2, 1, 3), (spread.Mean, spread.Least, spread.Most));
        Assert.Equal(1, spread.HalfRange);
        // The deviation is 1, t for two degrees of freedom 4.30.
        Assert.Equal(4.30 / Math.Sqrt(3), spread.ErrorOfMean, precision: 9);
    }
}
