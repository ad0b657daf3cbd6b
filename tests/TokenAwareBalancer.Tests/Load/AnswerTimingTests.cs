namespace TokenAwareBalancer.Load;

public sealed class AnswerTimingTests
{
    [Fact]
    public void EndName_OfAllEnds_AreThereAndDifferent()
    {
        var names = Enum.GetValues<AnswerEnd>().Select(end => Of(end).EndName).ToArray();

        Assert.DoesNotContain("", names);
        Assert.Distinct(names);
    }

    [Fact]
    public void EndName_OfAStatus_SaysIt() =>
        Assert.Equal("http 429", (Of(AnswerEnd.HttpStatus) with { Status = 429 }).EndName);

    [Fact]
    public void TimePerOutputToken_UsageAndEventsDiffer_GoesByUsage()
    {
        var timing = Of(AnswerEnd.Complete) with
        {
            IsStreamed = true,
            FirstToken = TimeSpan.FromSeconds(1),
            LastToken = TimeSpan.FromSeconds(3),
            ContentEvents = 3,
            UsageOutputTokens = 21,
        };

        Assert.Equal(TimeSpan.FromSeconds(0.1), timing.TimePerOutputToken);
        Assert.Equal(TimeSpan.FromSeconds(1), (timing with { UsageOutputTokens = null }).TimePerOutputToken);
    }

    [Theory]
    [InlineData(false, 5)]
    [InlineData(true, 1)]
    [InlineData(true, 0)]
    public void TimePerOutputToken_NotStreamedOrOneToken_IsNone(bool isStreamed, int tokens)
    {
        var timing = Of(AnswerEnd.Complete) with { IsStreamed = isStreamed, ContentEvents = tokens };

        Assert.Null(timing.TimePerOutputToken);
    }

    private static AnswerTiming Of(AnswerEnd end) =>
        new() { Index = 0, DueTimestamp = 0, IsMeasured = true, End = end };
}
