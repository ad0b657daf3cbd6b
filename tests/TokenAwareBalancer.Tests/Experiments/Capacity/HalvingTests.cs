namespace TokenAwareBalancer.Experiments.Capacity;

public sealed class HalvingTests
{
    [Theory]
    [InlineData(0.9)]
    [InlineData(0.02)]
    [InlineData(5.3)]
    public void Most_IsJustBelowWhatDoesNotHold(double limit)
    {
        var (most, isBound) = Halving.FindMost(tried => tried < limit, least: 0.005, most: 8, precision: 0.005);

        Assert.InRange(most, limit * 0.994, limit);
        Assert.True(isBound);
    }

    [Fact]
    public void Most_OfWhatAlwaysHolds_IsTheLastTried_AndNoBound()
    {
        List<double> tried = [];

        var found = Halving.FindMost(one => { tried.Add(one); return true; }, least: 0.005, most: 6, precision: 0.005);

        Assert.Equal((6, false), found);
        Assert.Equal([1, 2, 4, 6], tried);
    }

    [Fact]
    public void Most_OfWhatNeverHolds_IsNone() =>
        Assert.Equal((0, true), Halving.FindMost(_ => false, least: 0.005, most: 8, precision: 0.005));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(37, 1)]
    [InlineData(37, 64)]
    [InlineData(37, 37)]
    [InlineData(4000, 3000)]
    [InlineData(4096, 3000)]
    [InlineData(4096, 5000)]
    [InlineData(4096, 0)]
    public void Fewest_IsFoundWhateverTheGuess(int fewest, int guess) =>
        Assert.Equal(fewest, Halving.FindFewest(tried => tried >= fewest, guess, most: 4096));

    [Theory]
    [InlineData(1)]
    [InlineData(3000)]
    [InlineData(9000)]
    public void Fewest_OfMoreThanAreTried_IsNone(int guess) =>
        Assert.Null(Halving.FindFewest(tried => tried >= 4097, guess, most: 4096));
}
