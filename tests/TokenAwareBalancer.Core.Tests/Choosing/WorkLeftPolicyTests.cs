using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Choosing;

/// <summary>By the prior: b 0.07, c 0.03, d 9e-5, e 2.6e-6 ms.</summary>
public sealed class WorkLeftPolicyTests
{
    [Theory]
    // 0.07·1,000 + 2.6e-6·500,000 = 71.3 and 0.07·1,300 + 2.6e-6·845,000 = 93.2 against a stream of 1,000 tokens with
    // 100 before it: 0.03·1,000 + 9e-5·(100,000 + 500,000) = 84.
    [InlineData(1000, 0)]
    [InlineData(1300, 1)]
    public void WorkLeft_PromptAndStream_AreWeighedInEngineTime(long prefill, int chosen) => Assert.Equal(
        chosen,
        new WorkLeftPolicy().ChooseSlot(
            TestFleet.Work(100),
            0,
            Candidates.With(0, 1, prefill),
            Candidates.With(1, 1) with { Streams = Candidates.Streams(1, 1000, 100) }));

    [Fact]
    public void WorkLeft_FasterClass_HasLessLeftOfTheSame() => Assert.Equal(1, new WorkLeftPolicy().ChooseSlot(
        TestFleet.Work(100),
        0,
        Candidates.With(0, 1, prefill: 1000),
        Candidates.With(1, 1, prefill: 1900) with
        {
            Speed = new EngineSpeed
            {
                Class = "twice",
                Costs = new IterationCosts(5.5, 0.035, 0.015, 4.5e-5, 1.3e-6),
                TokenBudget = 2048,
            },
        }));

    [Fact]
    public void WorkLeft_NothingKnownOfSpeeds_GoesByWeight() => Assert.Equal(1, new WorkLeftPolicy().ChooseSlot(
        TestFleet.Work(100),
        0,
        Candidates.With(0, 1, prefill: 1000),
        Candidates.With(1, 1, prefill: 1900, weight: 2)));

    [Fact]
    public void WorkLeft_EqualWork_PrefersFewerRequests() => Assert.Equal(1, new WorkLeftPolicy().ChooseSlot(
        TestFleet.Work(100), 0, Candidates.With(0, 2), Candidates.With(1, 1)));
}
