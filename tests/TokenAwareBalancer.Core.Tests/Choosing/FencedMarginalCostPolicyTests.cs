using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Choosing;

/// <summary>By the prior: a 11, b 0.07, c 0.03, d 9e-5, e 2.6e-6 ms, 2,048 tokens an iteration.</summary>
public sealed class FencedMarginalCostPolicyTests
{
    private readonly FencedMarginalCostPolicy _policy = new();

    /// <summary>
    /// The first has 100 streams that read 1,000 tokens each: τ = 11 + 3 + 9 = 23, TTFT̂ = 11.5 + 23 + 70 + 1.3 =
    /// 105.8, and the fence stands at 332.25. The second is idle but for prompts: of 4,170 tokens 5.5 + 33 + 291.9 + 1.3 =
    /// 331.7, of 4,200 it is 333.8.
    /// </summary>
    [Theory]
    [InlineData(3170, 1)]
    [InlineData(3200, 0)]
    public void FencedMarginalCost_CheaperEngine_IsTakenInsideTheFenceOnly(long prefill, int chosen) => Assert.Equal(
        chosen,
        _policy.ChooseSlot(
            TestFleet.Work(1000, outputTokens: 100),
            0,
            Candidates.With(0, 100, prompt: 100_000) with { Streams = Candidates.Streams(100, 500, 1000) },
            Candidates.With(1, 1, prefill)));

    /// <summary>
    /// A prompt of 4,000 tokens takes 280 + 20.8 ms and stalls a class of 100 streams on average for a quarter of
    /// 100·300.8 ms wherever it goes; the large batch's own 200 would cost it 7.5 s more than the other.
    /// </summary>
    [Theory]
    [InlineData("", 0)]
    [InlineData("another", 1)]
    public void FencedMarginalCost_StallOfOthers_IsThatOfTheClass(string otherClass, int chosen) => Assert.Equal(
        chosen,
        _policy.ChooseSlot(
            TestFleet.Work(4000, outputTokens: 100),
            0,
            Candidates.With(0, 200, prompt: 20_000) with { Streams = Candidates.Streams(200, 1, 100) },
            Candidates.With(1, 1, prefill: 4000) with { Speed = EngineSpeed.Prior with { Class = otherClass } }));

    /// <summary>
    /// A token of a prompt takes 0.07 + 11/2,048 ms, so that of 2,000 tokens 1,327 are done after 100 ms, and after
    /// long 1,900 but not all.
    /// </summary>
    [Theory]
    [InlineData(0, 1000, 1)]
    [InlineData(100, 1000, 0)]
    [InlineData(100, 600, 1)]
    [InlineData(60_000, 150, 0)]
    [InlineData(60_000, 50, 1)]
    public void FencedMarginalCost_PromptAtWork_GrowsLessWithTime(
        double elapsedMilliseconds, long otherPrefill, int chosen) => Assert.Equal(
        chosen,
        _policy.ChooseSlot(
            TestFleet.Work(500, outputTokens: 100),
            0,
            Candidates.With(0, 1, prefill: 2000) with
            {
                Head = new PrefillHead(PrefillWork.Of(2000, 0), elapsedMilliseconds / 1000),
            },
            Candidates.With(1, 1, prefill: otherPrefill)));

    /// <summary>
    /// Both fence and prompt are the same. 40 streams with 300 tokens left share 100 with this answer, in all
    /// 0.03·4,000 + 9e-5·(4,000·1,000 + 40·5,000) = 498 ms felt, and 30 of context 2,000 only
    /// 0.03·3,000 + 9e-5·(3,000·2,000 + 30·5,000) = 643.5.
    /// </summary>
    [Fact]
    public void FencedMarginalCost_StreamsInCommon_AreWeighedByTheirContexts() => Assert.Equal(0, _policy.ChooseSlot(
        TestFleet.Work(100, outputTokens: 100),
        0,
        Candidates.With(0, 40) with { Streams = Candidates.Streams(40, 300, 1000) },
        Candidates.With(1, 30) with { Streams = Candidates.Streams(30, 300, 2000) }));

    [Fact]
    public void FencedMarginalCost_Equal_PrefersFewerRequests() => Assert.Equal(1, _policy.ChooseSlot(
        TestFleet.Work(100), 0, WithPending(0, 2), WithPending(1, 1)));

    private static Candidate WithPending(int slot, long requests) => Candidates.With(slot, requests) with
    {
        InFlight = new LedgerEntry(requests, 0, 0, 0, 0) { PendingRequests = requests },
    };
}
