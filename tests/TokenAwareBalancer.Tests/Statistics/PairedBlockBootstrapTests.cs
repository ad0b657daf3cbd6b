namespace TokenAwareBalancer.Statistics;

public sealed class PairedBlockBootstrapTests
{
    [Fact]
    public void Interval_OfTheSameRequestsAFifthFaster_IsNarrowAroundTheRatio()
    {
        var rival = Runs(seed: 1, spread: 2);
        double[][] ours = [.. rival.Select(run => run.Select(value => 0.8 * value).ToArray())];

        var interval = new PairedBlockBootstrap(ours, rival, seed: 1).Of(0.8, Metric.Average);

        Assert.Equal(0.8, interval.Low!.Value, 1e-9);
        Assert.Equal(0.8, interval.High!.Value, 1e-9);
    }

    [Fact]
    public void Interval_OfEquals_HoldsOneAsOftenAsItSays()
    {
        var held = Enumerable.Range(0, 100).Count(seed =>
        {
            var (ours, rival) = (Runs(seed, spread: 1), Runs(seed + 1000, spread: 1));
            var ratio = ours.SelectMany(run => run).Average() / rival.SelectMany(run => run).Average();
            var interval = new PairedBlockBootstrap(ours, rival, seed).Of(ratio, Metric.Average);
            return interval is { Low: <= 1, High: >= 1 };
        });

        Assert.InRange(held, 85, 100);
    }

    /// <summary>Neighbours that queue together are one event: the interval must not take them for many.</summary>
    [Fact]
    public void Interval_OfBursts_IsWiderThanOneThatTakesRequestsForIndependent()
    {
        var random = new SeededRandom(5);
        double[] Bursts() =>
            [.. Enumerable.Range(0, 40).SelectMany(_ => Enumerable.Repeat(random.NextDouble() + 0.1, 50))];
        var (ours, rival) = (Bursts(), Bursts());
        var ratio = ours.Average() / rival.Average();

        var blocks = new PairedBlockBootstrap([ours], [rival], seed: 1).Of(ratio, Metric.Average);
        var requests = new PairedBootstrap(ours, rival, seed: 1).Of(ratio, Metric.Average);

        Assert.True(blocks.High - blocks.Low > 3 * (requests.High - requests.Low));
    }

    [Fact]
    public void Interval_OfTooFewRequests_IsNotTold()
    {
        var run = new double[PairedBlockBootstrap.FewestRequests - 1];
        Array.Fill(run, 1);

        Assert.Equal(new RatioInterval(1, null, null), new PairedBlockBootstrap([run], [run], 1).Of(1, Metric.P99));
    }

    [Fact]
    public void Values_EachBlockOnce_AreSummarizedAsTheyAre()
    {
        var runs = Runs(seed: 3, spread: 1);
        runs[0][7] = double.NaN;
        var known = runs.SelectMany(run => run).Where(value => !double.IsNaN(value)).ToArray();

        var summary = new BlockValues(runs, 20).Summarize([.. Enumerable.Repeat(1, 60)])!;

        var exact = LatencySummary.Of(known);
        Assert.Equal(exact.AverageSeconds, summary.AverageSeconds, 1e-9);
        Assert.Equal(exact.P50Seconds, summary.P50Seconds, exact.P50Seconds * 0.01);
        Assert.Equal(exact.P99Seconds, summary.P99Seconds, exact.P99Seconds * 0.05);
    }

    private static double[][] Runs(int seed, double spread) =>
    [
        .. Enumerable.Range(0, 3).Select(run =>
        {
            var random = new SeededRandom(seed, run);
            return Enumerable.Range(0, 1000).Select(_ => Math.Exp(spread * random.NextGaussian() / 2)).ToArray();
        }),
    ];
}
