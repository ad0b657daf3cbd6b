namespace TokenAwareBalancer.Statistics;

public sealed class RatioIntervalTests
{
    [Fact]
    public void Repeats_HalfAndDouble_AreEvenOnAverage()
    {
        var interval = RatioInterval.OfRepeats([0.5, 2, 1]);

        Assert.Equal(1, interval.Ratio, precision: 9);
        // The logarithms deviate by ln 2; t for two degrees of freedom is 4.30.
        var half = 4.30 * Math.Log(2) / Math.Sqrt(3);
        Assert.Equal(Math.Exp(half), interval.High!.Value, precision: 9);
        Assert.Equal(Math.Exp(-half), interval.Low!.Value, precision: 9);
        Assert.False(interval.IsClear);
    }

    [Fact]
    public void Inverse_TurnsBothEnds() => Assert.Equal(
        (0.8, 0.5, 2),
        new RatioInterval(1.25, 0.5, 2).Inverse() is { Low: { } low, High: { } high } turned
            ? (turned.Ratio, low, high)
            : default);

    [Fact]
    public void Repeats_FewerThanThree_HaveNoInterval() =>
        Assert.Equal(new RatioInterval(1, null, null), RatioInterval.OfRepeats([1, 1]));

    [Fact]
    public void Repeats_CloseTogether_AreClear() => Assert.True(RatioInterval.OfRepeats([0.8, 0.81, 0.79]).IsClear);

    /// <summary>Over 1,000 comparisons of five repeats, the interval holds the true ratio in about 95 %.</summary>
    [Fact]
    public void Repeats_OfAKnownRatio_HoldItAsOftenAsTheySay()
    {
        var random = new SeededRandom(1);
        var held = Enumerable.Range(0, 1000).Count(_ =>
        {
            var ratios = Enumerable.Range(0, 5).Select(_ => 0.7 * Math.Exp(0.2 * random.NextGaussian())).ToArray();
            return RatioInterval.OfRepeats(ratios) is { Low: <= 0.7, High: >= 0.7 };
        });

        Assert.InRange(held, 930, 970);
    }
}
