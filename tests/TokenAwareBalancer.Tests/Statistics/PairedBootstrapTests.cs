namespace TokenAwareBalancer.Statistics;

public sealed class PairedBootstrapTests
{
    [Fact]
    public void Resample_Summarized_IsTheSummaryOfItsValuesWrittenOut()
    {
        var random = new SeededRandom(1);
        for (var round = 0; round < 200; round++)
        {
            double[] values = [.. Enumerable.Range(0, 1 + round).Select(_ => Math.Round(random.NextDouble(), 1))];
            var times = new int[values.Length];
            foreach (var _ in values)
                times[random.NextInteger(0, values.Length - 1)]++;
            var writtenOut = values.SelectMany((value, index) => Enumerable.Repeat(value, times[index]));

            var (expected, actual) = (LatencySummary.Of(writtenOut), new ResampledValues(values).Summarize(times));

            Assert.All(Metric.All, metric => Assert.Equal(metric.Of(expected), metric.Of(actual), precision: 9));
        }
    }

    /// <summary>Over 150 comparisons of 60 independent pairs, about 95 % of the intervals hold the truth.</summary>
    [Fact]
    public void Interval_OfIndependentPairs_HoldsTheRatioAsOftenAsItSays()
    {
        var random = new SeededRandom(2);
        var held = Enumerable.Range(0, 150).Count(seed =>
        {
            var rival = Enumerable.Range(0, 60).Select(_ => Math.Exp(0.5 * random.NextGaussian())).ToArray();
            var ours = rival.Select(value => value * 0.8 * Math.Exp(0.3 * random.NextGaussian())).ToArray();
            // The mean of exp(0.3 x) is exp(0.045).
            var truth = 0.8 * Math.Exp(0.045);
            var bootstrap = new PairedBootstrap(ours, rival, seed);
            return bootstrap.Of(ours.Average() / rival.Average(), Metric.Average) is { Low: { } low, High: { } high }
                && low <= truth && truth <= high;
        });

        Assert.InRange(held, 132, 149);
    }

    /// <summary>Requests differ by far more than the two sides: only pairs can tell.</summary>
    [Fact]
    public void Interval_PairsThatDifferWidely_SeesASmallDifferenceWithinThem()
    {
        var random = new SeededRandom(3);
        var rival = Enumerable.Range(0, 200).Select(_ => Math.Exp(2 * random.NextGaussian())).ToArray();
        var ours = rival.Select(value => value * 0.95).ToArray();

        var interval = new PairedBootstrap(ours, rival, 1).Of(0.95, Metric.Average);

        Assert.Equal(0.95, interval.Low!.Value, precision: 6);
        Assert.Equal(0.95, interval.High!.Value, precision: 6);
    }

    [Fact]
    public void Interval_OfAFewPairs_IsNone()
    {
        var values = Enumerable.Range(1, PairedBootstrap.FewestPairs - 1).Select(value => (double)value).ToArray();

        Assert.Null(new PairedBootstrap(values, values, 1).Of(1, Metric.Average).Low);
    }
}
