namespace TokenAwareBalancer.Statistics;

public sealed class PairedBlockBootstrapTests
{
    private const int Requests = 400;
    private const int Repeats = 60;

    [Fact]
    public void Interval_OfTheSameRequestsAFifthFaster_IsNarrowAroundTheRatio()
    {
        var rival = Runs(seed: 1, seeds: 3);
        double[][] ours = [.. rival.Select(run => run.Select(value => 0.8 * value).ToArray())];

        var interval = Interval(ours, rival);

        Assert.Equal(0.8, interval.Low!.Value, 1e-9);
        Assert.Equal(0.8, interval.High!.Value, 1e-9);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void Interval_OfIndependentEquals_IsAboutAsWideAsTheirRatiosScatter(int seeds)
    {
        var (ratios, intervals) = Repeat(repeat => (Runs(repeat, seeds), Runs(repeat + 1000, seeds)));

        Assert.InRange(intervals.Count(interval => interval is { Low: <= 1, High: >= 1 }), 53, 60);
        // What blocks do to a seed's mean is taken for a difference between seeds too: up to √2 too wide.
        Assert.InRange(MeanWidth(intervals) / Scatter(ratios), 0.8, 1.75);
    }

    /// <summary>Which of two lanes a run falls into is decided once in it: 20 blocks of it are one event.</summary>
    [Theory]
    [InlineData(3, 42)]
    [InlineData(8, 48)]
    public void Interval_WhereSeedsDiffer_IsAsWideAsTheyDo(int seeds, int fewest)
    {
        var (ratios, intervals) = Repeat(repeat =>
        {
            var random = new SeededRandom(repeat, stream: 77);
            double[][] ours = [.. Runs(repeat, seeds).Select(run =>
            {
                var ofRun = Math.Exp(0.3 * random.NextGaussian() - 0.045);
                return run.Select(value => ofRun * value).ToArray();
            })];
            return (ours, Runs(repeat + 1000, seeds));
        });

        Assert.InRange(intervals.Count(interval => interval is { Low: <= 1, High: >= 1 }), fewest, 60);
        Assert.InRange(MeanWidth(intervals) / Scatter(ratios), 0.6, 1.6);
    }

    [Fact]
    public void Interval_OfThreeSeeds_ReachesFromTheLeastRatioOfOneToTheGreatest()
    {
        var rival = Runs(seed: 4, seeds: 3);
        double[][] ours = [.. rival.Select((run, seed) => run.Select(value => (0.8 + 0.3 * seed) * value).ToArray())];

        var interval = Interval(ours, rival);

        Assert.InRange(interval.Low!.Value, 0.79, 0.81);
        Assert.InRange(interval.High!.Value, 1.39, 1.41);
    }

    /// <summary>A trace at its own times under a policy that draws nothing: nothing is learned by doing it again.</summary>
    [Fact]
    public void Interval_OfEqualRuns_IsThatOfOne()
    {
        var (ours, rival) = (Runs(seed: 5, seeds: 1)[0], Runs(seed: 6, seeds: 1)[0]);

        var one = Interval([ours], [rival], hasOneSetOfRequests: true);
        var eight = Interval(
            [.. Enumerable.Repeat(ours, 8)], [.. Enumerable.Repeat(rival, 8)], hasOneSetOfRequests: true);

        Assert.InRange((eight.High - eight.Low)!.Value / (one.High - one.Low)!.Value, 0.9, 1.1);
    }

    /// <summary>Neighbours that queue together are one event: the interval must not take them for many.</summary>
    [Fact]
    public void Interval_OfBursts_IsWiderThanOneThatTakesRequestsForIndependent()
    {
        var random = new SeededRandom(5);
        double[] Bursts() =>
            [.. Enumerable.Range(0, 40).SelectMany(_ => Enumerable.Repeat(random.NextDouble() + 0.1, 50))];
        var (ours, rival) = (Bursts(), Bursts());

        var blocks = Interval([ours], [rival]);
        var requests = new PairedBootstrap(ours, rival, seed: 1).Of(ours.Average() / rival.Average(), Metric.Average);

        Assert.True(blocks.High - blocks.Low > 3 * (requests.High - requests.Low));
    }

    [Fact]
    public void Interval_OfTooFewRequests_IsNotTold()
    {
        var run = new double[PairedBlockBootstrap.FewestRequests - 1];
        Array.Fill(run, 1);

        Assert.Equal((null, null), (Interval([run], [run]).Low, Interval([run], [run]).High));
    }

    private static (double[] Ratios, RatioInterval[] Intervals) Repeat(
        Func<int, (double[][] Ours, double[][] Rival)> draw)
    {
        var pairs = Enumerable.Range(0, Repeats).Select(draw).ToArray();
        return ([.. pairs.Select(pair => Ratio(pair.Ours, pair.Rival))],
            [.. pairs.Select(pair => Interval(pair.Ours, pair.Rival))]);
    }

    private static RatioInterval Interval(double[][] ours, double[][] rival, bool hasOneSetOfRequests = false) =>
        new PairedBlockBootstrap(Blocks(ours), Blocks(rival), hasOneSetOfRequests, seed: 1)
            .Of(Ratio(ours, rival), Metric.Average);

    private static BlockValues Blocks(double[][] runs) => new(runs, PairedBlockBootstrap.Blocks);

    private static double Ratio(double[][] ours, double[][] rival) =>
        ours.SelectMany(run => run).Average() / rival.SelectMany(run => run).Average();

    private static double MeanWidth(RatioInterval[] intervals) =>
        intervals.Average(interval => Math.Log(interval.High!.Value / interval.Low!.Value));

    /// <summary>The width of an interval that would hold 95 of 100 of them.</summary>
    private static double Scatter(double[] ratios)
    {
        var logs = ratios.Select(static ratio => Math.Log(ratio)).ToArray();
        return 2 * 1.96 * Math.Sqrt(logs.Sum(log => log * log) / logs.Length);
    }

    private static double[][] Runs(int seed, int seeds) =>
    [
        .. Enumerable.Range(0, seeds).Select(run =>
        {
            var random = new SeededRandom(seed, run);
            return Enumerable.Range(0, Requests).Select(_ => Math.Exp(random.NextGaussian() / 2)).ToArray();
        }),
    ];
}
