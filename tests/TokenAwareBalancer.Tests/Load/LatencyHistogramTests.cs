namespace TokenAwareBalancer.Load;

public sealed class LatencyHistogramTests
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [InlineData(0.99)]
    public void Percentile_OfLatenciesOverSixDecades_IsOffByFourInAThousandAtMost(double part)
    {
        var random = new SeededRandom(1);
        var seconds = Enumerable.Range(0, 20_000).Select(_ => Math.Pow(10, 6 * random.NextDouble() - 4)).ToArray();
        var histogram = Fill(seconds);

        var exact = seconds.Order().ElementAt((int)Math.Ceiling(part * seconds.Length) - 1);
        Assert.InRange(histogram.PercentileSeconds(part), exact * 0.996, exact * 1.004);
    }

    [Fact]
    public void MeanAndLongest_OfAnything_AreExact()
    {
        var histogram = Fill([0.001, 0.002, 0.006]);

        Assert.Equal(0.003, histogram.MeanSeconds, precision: 9);
        Assert.Equal(0.006, histogram.LongestSeconds);
        Assert.Equal(3, histogram.Count);
    }

    [Fact]
    public void Percentile_OfTheLast_IsNeverBeyondTheLongest() => Assert.All(
        Enumerable.Range(1, 1000).Select(step => step * 0.0037),
        seconds => Assert.InRange(Fill([seconds]).PercentileSeconds(1), seconds * 0.996, seconds));

    [Fact]
    public void Add_AnotherHistogram_IsAsIfItsValuesHadBeenAdded()
    {
        var joined = Fill([0.001, 5]);
        joined.Add(Fill([0.3, 70]));
        var whole = Fill([0.001, 5, 0.3, 70]);

        Assert.Equal(
            (whole.Count, whole.MeanSeconds, whole.LongestSeconds, whole.PercentileSeconds(0.5)),
            (joined.Count, joined.MeanSeconds, joined.LongestSeconds, joined.PercentileSeconds(0.5)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1e9)]
    public void Add_WhatNoLatencyIs_StaysWithinTheBuckets(double seconds) =>
        Assert.True(Fill([seconds]).PercentileSeconds(0.5) >= 0);

    [Fact]
    public void Percentile_OfNothing_IsZero() => Assert.Equal(0, new LatencyHistogram().PercentileSeconds(0.5));

    private static LatencyHistogram Fill(params IEnumerable<double> seconds)
    {
        var histogram = new LatencyHistogram();
        foreach (var value in seconds)
            histogram.Add(TimeSpan.FromSeconds(value));
        return histogram;
    }
}
