namespace TokenAwareBalancer.Learning.Lengths;

public sealed class LengthBinsTests
{
    [Fact]
    public void IndexOf_EveryLength_IsTheBinThatHoldsIt()
    {
        for (var tokens = 1; tokens < 300_000; tokens++)
        {
            var bin = LengthBins.IndexOf(tokens);
            Assert.True(LengthBins.LowerTokens(bin) <= tokens, $"{tokens}");
            Assert.True(
                tokens < LengthBins.LowerTokens(bin) + LengthBins.Width(bin) || bin == LengthBins.Count - 1, $"{tokens}");
        }
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(0)]
    [InlineData(1)]
    public void IndexOf_NothingAndLess_IsTheFirst(long tokens) => Assert.Equal(0, LengthBins.IndexOf(tokens));

    [Fact]
    public void IndexOf_Enormous_IsTheLast() =>
        Assert.Equal(LengthBins.Count - 1, LengthBins.IndexOf(long.MaxValue));

    [Fact]
    public void Bins_AboveThirteenTokens_AreWithinTwentyPercentOfWhereTheyBegin()
    {
        for (var bin = 0; bin < LengthBins.Count; bin++)
            Assert.True(LengthBins.Width(bin) <= Math.Max(1, 0.2 * LengthBins.LowerTokens(bin)), $"bin {bin}");
    }
}
