namespace TokenAwareBalancer.Workloads;

public sealed class ArrivalProcessTests
{
    private const int Draws = 100_000;

    [Fact]
    public void Poisson_ManyArrivals_HaveTheRateAndTheSpreadOfIndependentOnes()
    {
        var gaps = Gaps(new PoissonArrivals(4), Draws, seed: 1);
        var mean = gaps.Average();
        var deviation = Math.Sqrt(gaps.Average(gap => (gap - mean) * (gap - mean)));

        Assert.InRange(mean, 0.25 * 0.98, 0.25 * 1.02);
        Assert.InRange(deviation / mean, 0.98, 1.02);
    }

    [Fact]
    public void Poisson_SameSeed_ArrivesAtTheSameTimes() => Assert.Equal(
        Gaps(new PoissonArrivals(4), 100, seed: 9), Gaps(new PoissonArrivals(4), 100, seed: 9));

    [Fact]
    public void Poisson_OtherSeed_ArrivesAtOthers() => Assert.NotEqual(
        Gaps(new PoissonArrivals(4), 100, seed: 9), Gaps(new PoissonArrivals(4), 100, seed: 10));

    [Fact]
    public void Poisson_DrawsOfTheWorkload_AreNotItsOwn()
    {
        // A correlation of the waits with what a workload draws first for each request would show in their mean.
        var random = new SeededRandom(1);
        var gaps = Gaps(new PoissonArrivals(1), Draws, seed: 1);
        var longAfterHighDraws = gaps.Where(_ => random.NextDouble() > 0.5).Average();

        Assert.InRange(longAfterHighDraws, 0.98, 1.02);
    }

    [Fact]
    public void Constant_FirstArrivesAtOnce_AndTheOthersEvenly() => Assert.Equal(
        [0, 0.25, 0.5, 0.75], Schedule(new ConstantArrivals(4), [7, 7, 7, 7], seed: 1));

    [Fact]
    public void Trace_KeepsItsTimes_FromTheFirstOn() => Assert.Equal(
        [0, 1.5, 1.5, 4], Schedule(new TraceArrivals(1), [10, 11.5, 11.5, 14], seed: 1));

    [Fact]
    public void Trace_Scaled_IsThatMuchFaster() => Assert.Equal(
        [0, 0.75, 2], Schedule(new TraceArrivals(2), [10, 11.5, 14], seed: 1));

    [Theory]
    [InlineData("constant")]
    [InlineData("poisson")]
    [InlineData("trace")]
    public void Schedule_PullsNoRequest_BeforeItIsAskedFor(string kind)
    {
        var pulled = 0;
        ArrivalProcess arrivals = kind switch
        {
            "constant" => new ConstantArrivals(1),
            "poisson" => new PoissonArrivals(1),
            _ => new TraceArrivals(1),
        };

        var scheduled = arrivals.Schedule(Requests([.. Enumerable.Repeat(0.0, 10)]).Select(Count), seed: 1);

        Assert.Equal(0, pulled);
        Assert.Equal(3, scheduled.Take(3).Count());
        Assert.Equal(3, pulled);

        PlannedRequest Count(PlannedRequest request)
        {
            pulled++;
            return request;
        }
    }

    private static double[] Gaps(ArrivalProcess arrivals, int count, int seed)
    {
        var times = Schedule(arrivals, new double[count], seed);
        return [.. times.Zip(times.Prepend(0), (later, earlier) => later - earlier)];
    }

    private static double[] Schedule(ArrivalProcess arrivals, double[] ownSeconds, int seed) =>
        [.. arrivals.Schedule(Requests(ownSeconds), seed).Select(request => request.ArrivalSeconds)];

    private static IEnumerable<PlannedRequest> Requests(double[] ownSeconds) => ownSeconds.Select(
        seconds => new PlannedRequest(1, IsStreaming: true, ReadOnlyMemory<byte>.Empty, seconds));
}
