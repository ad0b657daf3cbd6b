using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Pacing;

namespace TokenAwareBalancer.Choosing.Auto;

public sealed class AutoPolicyTests
{
    private static readonly EngineSpeed Fast = EngineSpeed.Prior with
    {
        Class = "fast",
        Costs = new IterationCosts(6.5, 0.030, 0.012, 6.0e-5, 1.3e-6),
        Confidence = 1,
    };

    private static readonly EngineSpeed Slow = EngineSpeed.Prior with
    {
        Class = "slow",
        Costs = new IterationCosts(23, 0.095, 0.04, 2.0e-4, 3.5e-6),
        Confidence = 1,
    };

    private readonly AutoPolicy _policy = new();

    /// <summary>9,000 tokens take 0.63 s to compute; 100 that are left of them do not matter beside an idle fleet.</summary>
    [Theory]
    [InlineData(9000, 1)]
    [InlineData(0, 0)]
    public void Auto_PromptsThatWait_AreWhatIsLeftOfThem(long remainingTokens, int chosen) => Assert.Equal(
        chosen,
        Choose(
            TestFleet.Work(500),
            Candidates.With(0, 1, prefill: 9000) with { Prefill = Left(remainingTokens) },
            Candidates.With(1, 40, prompt: 40_000) with { Streams = Candidates.Streams(40, 200, 1000) }));

    /// <summary>
    /// Of 8,000 tokens 7,904 are cached where some prompts wait: worth it until these take longer than the 8,000.
    /// </summary>
    [Theory]
    [InlineData(2000, 0)]
    [InlineData(40_000, 1)]
    public void Auto_BeginningThatIsCached_IsGoneForUnlessTooMuchWaitsThere(long prefillTokens, int chosen) => Assert.Equal(
        chosen,
        Choose(
            TestFleet.Work(8000),
            Candidates.With(0, 1, prefillTokens, cached: 7904) with { Prefill = Left(prefillTokens) },
            Candidates.With(1, 1, prompt: 2000)));

    /// <summary>6,000 tokens take 0.2 s on the one and 0.6 s on the other; 50 tokens wait 0.3 s behind 9,000.</summary>
    [Theory]
    [InlineData(6000, 2000, 0)]
    [InlineData(50, 9000, 1)]
    public void Auto_UnlikeEngines_GetLongPromptsAndShortOnes(long promptTokens, long prefillTokens, int chosen) =>
        Assert.Equal(
            chosen,
            Choose(
                TestFleet.Work(promptTokens, outputTokens: 10),
                Candidates.With(0, 1, prefillTokens) with { Prefill = Left(prefillTokens), Speed = Fast },
                Candidates.With(1) with { Speed = Slow }));

    [Fact]
    public void Auto_KvCacheThatWouldOverflow_IsAvoided()
    {
        var full = Candidates.With(0, 1, prompt: 99_000) with { KvCapacityTokens = 100_000 };
        full = full with { InFlight = full.InFlight with { OwnKvTokens = 99_000 } };
        var busier = Candidates.With(1, 20, prompt: 20_000) with { KvCapacityTokens = 100_000 };

        Assert.Equal(1, Choose(TestFleet.Work(4000), full, busier));
    }

    /// <summary>What streams cost each other is not to be had where each goes as if alone.</summary>
    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void Auto_EngineThatDoesNotBatch_IsNotSlowedByItsStreams(bool sharesIterations, int chosen)
    {
        var speed = Fast with { SharesIterations = sharesIterations, Places = 100 };
        var batch = Candidates.With(0, 60, prompt: 120_000) with
        {
            Streams = Candidates.Streams(60, 900, 2000),
            Speed = speed,
        };
        var slower = speed.Costs with { BaseMilliseconds = 1.05 * speed.Costs.BaseMilliseconds };

        Assert.Equal(
            chosen,
            Choose(
                TestFleet.Work(100, outputTokens: 900),
                batch,
                Candidates.With(1) with { Speed = speed with { Class = "slower", Costs = slower } }));
    }

    /// <summary>With nothing learned the order is nearly that of the product of prompts to compute and batch.</summary>
    [Fact]
    public void Auto_NothingLearned_ChoosesAmongTheBestOfLmetric()
    {
        var random = new Random(5);
        var alike = 0;
        for (var i = 0; i < 1000; i++)
        {
            var candidates = Enumerable.Range(0, 8).Select(slot => Draw(slot, random)).ToArray();
            var work = TestFleet.Work(random.Next(50, 4000));
            var product = (Candidate candidate) =>
                (candidate.InFlight.PrefillTokens + (double)work.PromptTokens) * (candidate.InFlight.Requests + 1);
            var rank = candidates.Count(one => product(one) < product(candidates[Choose(work, candidates)]));
            alike += rank <= 2 ? 1 : 0;
        }

        Assert.InRange(alike, 900, 1000);
    }

    private static Candidate Draw(int slot, Random random)
    {
        var prefillTokens = random.Next(3) == 0 ? 0 : random.Next(0, 8000);
        var streams = random.Next(5, 60);
        return Candidates.With(slot, streams + (prefillTokens > 0 ? 1 : 0), prefillTokens, prefillTokens + (streams * 800))
            with
        { Prefill = Left(prefillTokens), Streams = Candidates.Streams(streams, 100, 800) };
    }

    private static PrefillProgress Left(long tokens) => new(PrefillWork.Of(tokens, 0), PrefillWork.Of(tokens, 0), 0);

    private int Choose(WorkEstimate work, params Candidate[] candidates) =>
        _policy.ChooseSlot(work, nowSeconds: 1, candidates);
}
