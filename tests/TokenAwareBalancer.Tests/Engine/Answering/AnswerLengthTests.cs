namespace TokenAwareBalancer.Engine.Answering;

public sealed class AnswerLengthTests
{
    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("uniform:10")]
    [InlineData("uniform:20-10")]
    [InlineData("uniform:0-10")]
    [InlineData("lognormal:150")]
    [InlineData("lognormal:0,1")]
    [InlineData("lognormal:150,NaN")]
    [InlineData("gamma:1,2")]
    public void Parse_OtherText_IsRefused(string text) => Assert.Null(AnswerLength.Parse(text));

    [Fact]
    public void Fixed_AnyDraw_IsThatLength() => Assert.All(Draw("128"), tokens => Assert.Equal(128, tokens));

    [Fact]
    public void Uniform_ManyDraws_CoverTheRangeEvenlyWithBothEnds()
    {
        var draws = Draw("uniform:10-19");

        var shares = draws.GroupBy(tokens => tokens).ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal(Enumerable.Range(10, 10), shares.Keys.Order());
        Assert.All(shares.Values, share => Assert.InRange(share, 900, 1100));
    }

    [Fact]
    public void Lognormal_ManyDraws_HaveTheMedianAndTheSpread()
    {
        var draws = Draw("lognormal:150,1.0").Order().ToArray();

        Assert.InRange(draws[5000], 142, 158);
        // One deviation up and down: 150 · e and 150 / e.
        Assert.InRange(draws[8413], 380, 436);
        Assert.InRange(draws[1587], 51, 59);
        Assert.True(draws[0] >= 1);
    }

    private static int[] Draw(string text)
    {
        var length = AnswerLength.Parse(text)!;
        var random = new SeededRandom(1);
        return [.. Enumerable.Range(0, 10_000).Select(_ => length.Draw(random))];
    }
}
