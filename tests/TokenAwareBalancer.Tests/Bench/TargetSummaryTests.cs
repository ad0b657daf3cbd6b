using TokenAwareBalancer.Load;

namespace TokenAwareBalancer.Bench;

public sealed class TargetSummaryTests
{
    private static readonly ServiceObjective Objective = ServiceObjective.Parse("ttft=600ms", out _)!;

    [Fact]
    public void Summary_ErrorsAmongAnswers_AreCountedByKindAndInNoLatency()
    {
        var summary = Summarize(
            TestTimings.Complete(0),
            TestTimings.Failed(1, AnswerEnd.HttpStatus, 429),
            TestTimings.Failed(2, AnswerEnd.Cut),
            TestTimings.Failed(3, AnswerEnd.HttpStatus, 429),
            TestTimings.Failed(4, AnswerEnd.Cancelled));

        Assert.Equal((5, 1, 1), (summary.Requests, summary.Complete, summary.Cancelled));
        Assert.Equal([KeyValuePair.Create("http 429", 2), KeyValuePair.Create("cut", 1)], summary.Errors);
        Assert.Equal(1.6, summary.EndToEnd!.P99Seconds, precision: 9);
        Assert.Equal(0.5, summary.FirstToken!.AverageSeconds, precision: 9);
        Assert.Equal(0.1, summary.PerOutputToken!.AverageSeconds, precision: 9);
        Assert.Equal((1, 0.2), (summary.Good!.Value, summary.GoodPart!.Value));
    }

    [Fact]
    public void Rates_OfTwoBlocks_ArePerSecondOfBoth()
    {
        var slow = TestTimings.Complete(2, firstTokenSeconds: 0.9);

        var summary = TargetSummary.Of(
            [
                TestTimings.Block("a", 0, TestTimings.Complete(0), TestTimings.Complete(1), slow),
                TestTimings.Block("a", 1, TestTimings.Complete(7)),
            ],
            Objective);

        // From 0 to 2 + 2.0 s, and 1.6 s.
        Assert.Equal(5.6, summary.MeasuredSeconds, precision: 9);
        Assert.Equal(4 / 5.6, summary.RequestsPerSecond, precision: 9);
        Assert.Equal(44 / 5.6, summary.OutputTokensPerSecond, precision: 9);
        Assert.Equal(3 / 5.6, summary.GoodPerSecond!.Value, precision: 9);
        Assert.Equal(1000.0, summary.CpuSecondsPerThousandRequests, precision: 9);
    }

    [Fact]
    public void Summary_WarmUp_IsNotMeasuredButCostsCpu()
    {
        var summary = Summarize(
            TestTimings.Complete(0, 9) with { IsMeasured = false }, TestTimings.Complete(1), TestTimings.Complete(2));

        Assert.Equal((2, 3), (summary.Requests, summary.RequestsSent));
        Assert.Equal(0.5, summary.FirstToken!.P99Seconds, precision: 9);
    }

    [Fact]
    public void Summary_NotStreamed_HasNoFirstTokenAndNoGaps()
    {
        var summary = Summarize(TestTimings.Complete(0) with { IsStreamed = false });

        Assert.Null(summary.FirstToken);
        Assert.Null(summary.PerOutputToken);
        Assert.Null(summary.LongestGap);
        Assert.NotNull(summary.EndToEnd);
    }

    [Fact]
    public void Summary_NotSent_IsAnErrorWithoutSendLag()
    {
        var summary = Summarize(TestTimings.Failed(0, AnswerEnd.NotSent));

        Assert.Equal([KeyValuePair.Create("not sent", 1)], summary.Errors);
        Assert.Null(summary.SendLag);
        Assert.Equal(0, summary.RequestsSent);
    }

    [Fact]
    public void Backends_OfCompleteAnswers_AreCounted()
    {
        var summary = Summarize(
            TestTimings.Complete(0) with { Backend = "b" },
            TestTimings.Complete(1) with { Backend = "b" },
            TestTimings.Complete(2) with { Backend = "a" },
            TestTimings.Failed(3, AnswerEnd.Cut) with { Backend = "a" },
            TestTimings.Complete(4));

        Assert.Equal([KeyValuePair.Create("b", 2), KeyValuePair.Create("a", 1)], summary.Backends);
    }

    private static TargetSummary Summarize(params AnswerTiming[] timings) =>
        TargetSummary.Of([TestTimings.Block("a", 0, timings)], Objective);
}
