namespace TokenAwareBalancer.Engine;

public sealed class FailureOptionsTests
{
    [Fact]
    public void Parse_AllNames_SetsEach()
    {
        var failures = FailureOptions.Parse("refuse=0.1, 500=0.2,429=0.05,stall=0.02,cut=0.3,close=1", out var error);

        Assert.Null(error);
        Assert.Equal(
            (0.1, 0.2, 0.05, 0.02, 0.3, 1.0),
            (failures!.Refuse, failures.ServerError, failures.TooManyRequests, failures.Stall, failures.Cut,
                failures.Close));
    }

    [Theory]
    [InlineData("refuse", "'refuse': expected NAME=PROBABILITY")]
    [InlineData("cut=often", "'cut=often': expected NAME=PROBABILITY")]
    [InlineData("boom=0.1", "'boom': expected one of refuse, 500, 429, stall, cut, close")]
    [InlineData("cut=1.5", "cut=1.5: expected a probability from 0 to 1")]
    [InlineData("cut=NaN", "cut=NaN: expected a probability from 0 to 1")]
    [InlineData("cut=0.6,stall=0.6", "add up to 1.2: expected 1 at most")]
    public void Parse_WrongText_SaysWhatWouldBeRight(string text, string expected)
    {
        Assert.Null(FailureOptions.Parse(text, out var error));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Draw_ManyTimes_MeetsEachProbability()
    {
        var failures = FailureOptions.Parse("refuse=0.1,500=0.2,429=0.05,stall=0.02,cut=0.3", out _)!;
        var random = new SeededRandom(3);

        var draws = Enumerable.Range(0, 20_000).CountBy(_ => failures.Draw(random)).ToDictionary();

        Assert.InRange(draws[FailureKind.Refuse], 1850, 2150);
        Assert.InRange(draws[FailureKind.ServerError], 3800, 4200);
        Assert.InRange(draws[FailureKind.TooManyRequests], 900, 1100);
        Assert.InRange(draws[FailureKind.Stall], 330, 470);
        Assert.InRange(draws[FailureKind.Cut], 5800, 6200);
        Assert.InRange(draws[FailureKind.None], 6400, 6800);
    }
}
