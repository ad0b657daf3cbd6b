namespace TokenAwareBalancer.Statistics;

public sealed class BlockValuesTests
{
    [Fact]
    public void Values_EachBlockOnce_AreSummarizedAsTheyAre()
    {
        var runs = Runs(runs: 3, requests: 1000);
        runs[0][7] = double.NaN;
        var exact = LatencySummary.Of(runs.SelectMany(run => run).Where(value => !double.IsNaN(value)));

        var summary = new BlockValues(runs, 20).Summarize([.. Enumerable.Repeat(1, 60)])!;

        Assert.Equal(exact.AverageSeconds, summary.AverageSeconds, 1e-9);
        Assert.Equal(exact.P50Seconds, summary.P50Seconds, exact.P50Seconds * 0.01);
        Assert.Equal(exact.P99Seconds, summary.P99Seconds, exact.P99Seconds * 0.05);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(200_000)]
    public void Values_OfAResample_AreThoseWrittenOut(int requests)
    {
        var runs = Runs(runs: 2, requests);
        var times = Enumerable.Range(0, 40).Select(block => block % 3).ToArray();
        double[] written = [.. runs.SelectMany((run, number) => run.SelectMany((value, index) =>
            Enumerable.Repeat(value, times[number * 20 + index * 20 / requests]))).Order()];

        var summary = new BlockValues(runs, 20).Summarize(times)!;

        Assert.Equal(written.Average(), summary.AverageSeconds, 1e-9);
        Assert.Equal(written[(int)(0.5 * (written.Length - 1))], summary.P50Seconds, 1e-3);
        Assert.Equal(written[(int)(0.99 * (written.Length - 1))], summary.P99Seconds, 1e-2);
    }

    [Fact]
    public void Values_OfAResampleWithoutAny_AreNone()
    {
        double[] half = [.. Enumerable.Repeat(double.NaN, 100), .. Enumerable.Repeat(1.0, 100)];

        Assert.Null(new BlockValues([half], 2).Summarize([2, 0]));
        Assert.Null(new BlockValues([new double[200].Select(_ => double.NaN).ToArray()], 2).Summarize([1, 1]));
    }

    private static double[][] Runs(int runs, int requests) =>
    [
        .. Enumerable.Range(0, runs).Select(run =>
        {
            var random = new SeededRandom(3, run);
            return Enumerable.Range(0, requests).Select(_ => Math.Exp(random.NextGaussian() / 2)).ToArray();
        }),
    ];
}
