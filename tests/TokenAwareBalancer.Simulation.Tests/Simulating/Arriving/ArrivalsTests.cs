namespace TokenAwareBalancer.Simulating.Arriving;

public sealed class ArrivalsTests
{
    private static readonly SimulatedRequest[] Pool =
        [.. Enumerable.Range(1, 100).Select(i => new SimulatedRequest(i, i, i))];

    [Fact]
    public void Shuffle_EachRound_HasEachOnceInAnotherOrder()
    {
        var drawn = Arrivals.Shuffle(Pool, 250, seed: 1).Select(request => request.PromptTokens).ToArray();

        Assert.Equal(Enumerable.Range(1, 100), drawn[..100].Order());
        Assert.Equal(Enumerable.Range(1, 100), drawn[100..200].Order());
        Assert.NotEqual(drawn[..100], drawn[100..200]);
        Assert.Equal(drawn, Arrivals.Shuffle(Pool, 250, seed: 1).Select(request => request.PromptTokens));
        Assert.NotEqual(drawn, Arrivals.Shuffle(Pool, 250, seed: 2).Select(request => request.PromptTokens));
    }

    [Fact]
    public void Poisson_Gaps_HaveTheirMeanAndDeviation()
    {
        var (mean, variation) = Gaps(Arrivals.Poisson(Arrivals.Shuffle(Pool, 100_000, 1), 5, seed: 1));

        Assert.Equal(0.2, mean, 0.002);
        Assert.Equal(1, variation, 0.02);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(2)]
    public void Gamma_Gaps_HaveTheirMeanAndDeviation(double wanted)
    {
        var (mean, variation) = Gaps(Arrivals.Gamma(Arrivals.Shuffle(Pool, 100_000, 1), 5, wanted, seed: 1));

        Assert.Equal(0.2, mean, 0.004);
        Assert.Equal(wanted, variation, 0.03 * wanted);
    }

    [Fact]
    public void Poisson_OtherRate_IsTheSameDrawStretched()
    {
        var slow = Arrivals.Poisson(Pool, 1, seed: 4);
        var fast = Arrivals.Poisson(Pool, 10, seed: 4);

        Assert.All(
            slow.Zip(fast), pair => Assert.Equal(pair.First.ArrivalSeconds, pair.Second.ArrivalSeconds * 10, 1e-9));
    }

    [Fact]
    public void Scale_OwnTimes_HaveTheRateAskedFor()
    {
        var scaled = Arrivals.Scale(Pool, 20);

        Assert.Equal(20, Arrivals.RatePerSecond(scaled), 1e-9);
        Assert.Equal(Pool[7].ArrivalSeconds / 20, scaled[7].ArrivalSeconds, 1e-9);
    }

    private static (double Mean, double Variation) Gaps(SimulatedRequest[] requests)
    {
        var gaps = requests.Zip(requests.Prepend(default), (one, before) => one.ArrivalSeconds - before.ArrivalSeconds)
            .ToArray();
        var mean = gaps.Average();
        return (mean, Math.Sqrt(gaps.Average(gap => (gap - mean) * (gap - mean))) / mean);
    }
}
