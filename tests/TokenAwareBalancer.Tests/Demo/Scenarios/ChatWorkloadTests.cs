using TokenAwareBalancer.Engine;

namespace TokenAwareBalancer.Demo.Scenarios;

public sealed class ChatWorkloadTests
{
    [Fact]
    public void Plan_SameSeed_IsTheSameToTheByte()
    {
        var first = new ChatWorkload(50, 10, 5).Plan(3);
        var second = new ChatWorkload(50, 10, 5).Plan(3);

        Assert.Equal(first.Select(one => one.ArrivalSeconds), second.Select(one => one.ArrivalSeconds));
        Assert.All(first.Zip(second), pair => Assert.True(pair.First.Body.Span.SequenceEqual(pair.Second.Body.Span)));
    }

    [Fact]
    public void Plan_OtherSeed_IsAnother() => Assert.NotEqual(
        new ChatWorkload(50, 10, 5).Plan(3).Select(one => one.PromptTokens),
        new ChatWorkload(50, 10, 5).Plan(4).Select(one => one.PromptTokens));

    [Fact]
    public void Plan_ManyRequests_ArriveAtTheRateAndHaveTheMeanPrompt()
    {
        var plan = new ChatWorkload(4000, 100, 5).Plan(1);

        Assert.InRange(plan[^1].ArrivalSeconds, 4000 / 5 * 0.95, 4000 / 5 * 1.05);
        Assert.InRange(plan.Average(one => one.PromptTokens), ChatWorkload.Mean.PromptTokens * 0.93,
            ChatWorkload.Mean.PromptTokens * 1.05);
        Assert.Equal(100, plan.Count(one => !one.IsMeasured));
    }

    [Fact]
    public void Capacity_DefaultEngine_IsWhatItsTimesAddUpTo()
    {
        // 1000 · 0.07 + 100 · (11 / 256 + 0.03) = 77.3 ms
        var capacity = EngineCapacity.RequestsPerSecond(new EngineOptions(), promptTokens: 1000, answerTokens: 100);

        Assert.Equal(12.94, capacity, precision: 2);
    }
}
