using TokenAwareBalancer.Load;

namespace TokenAwareBalancer.Bench;

public sealed class ServiceObjectiveTests
{
    [Theory]
    [InlineData("ttft=500ms,tpot=50ms,e2e=30s")]
    [InlineData("tpot=50ms")]
    [InlineData("ttft=1s,e2e=1m30s")]
    public void Parse_AnyOfTheThree_IsReadAsWritten(string text)
    {
        Assert.Equal(text, ServiceObjective.Parse(text, out var error)?.ToString());
        Assert.Null(error);
    }

    [Theory]
    [InlineData("", "'': expected ttft, tpot or e2e and a duration")]
    [InlineData("ttft", "'ttft': expected ttft, tpot or e2e and a duration")]
    [InlineData("ttft=soon", "'ttft=soon': expected ttft, tpot or e2e and a duration")]
    [InlineData("ttft=0s", "'ttft=0s': expected ttft, tpot or e2e and a duration")]
    [InlineData("itl=5ms", "'itl': expected one of ttft, tpot, e2e")]
    public void Parse_WhatItCannotRead_SaysWhatIsRight(string text, string message)
    {
        Assert.Null(ServiceObjective.Parse(text, out var error));
        Assert.StartsWith(message, error, StringComparison.Ordinal);
    }

    // The answer: first token after 0.5 s, 0.1 s per token, 1.6 s in all.
    [Theory]
    [InlineData("ttft=500ms,tpot=100ms,e2e=1600ms", true)]
    [InlineData("ttft=499ms", false)]
    [InlineData("tpot=99ms", false)]
    [InlineData("e2e=1599ms", false)]
    [InlineData("e2e=2s", true)]
    public void IsMet_CompleteAnswer_KeepsEveryLimit(string text, bool isMet) =>
        Assert.Equal(isMet, ServiceObjective.Parse(text, out _)!.IsMet(TestTimings.Complete(0)));

    [Fact]
    public void IsMet_AnythingElse_IsNot() => Assert.All(
        Enum.GetValues<AnswerEnd>().Where(end => end != AnswerEnd.Complete),
        end => Assert.False(ServiceObjective.Parse("e2e=1h", out _)!.IsMet(TestTimings.Failed(0, end))));

    [Fact]
    public void IsMet_OneToken_HasNoTimePerTokenToMiss() => Assert.True(
        ServiceObjective.Parse("tpot=1ms", out _)!.IsMet(TestTimings.Complete(0) with { ContentEvents = 1 }));
}
