using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Choosing;

public sealed class PolicyTests
{
    private static readonly WorkEstimate Prompt100 = TestFleet.Work(100);

    private static readonly string[] Drawing = ["random", "power-of-two-choices"];

    /// <summary>
    /// Lmetric multiplies two things by weight, of which prompts that are computed at once leave one to add up: streams
    /// come to be shared by the square. Preble charges an answer for the whole of each iteration, which grows with the
    /// batch. The other two know what a request takes on each, not what is there in all.
    /// </summary>
    private static readonly string[] NotByWeight = ["lmetric", "preble-e2", "fenced-marginal-cost", "auto"];

    public static TheoryData<string> AllPolicies => [.. BalancingPolicies.Names];

    public static TheoryData<string> TurnTakingPolicies => [.. BalancingPolicies.Names.Except(Drawing)];

    public static TheoryData<string> DrawingPolicies => [.. Drawing];

    public static TheoryData<string> PoliciesByWeight =>
        [.. BalancingPolicies.Names.Except(Drawing).Except(NotByWeight)];

    [Theory, MemberData(nameof(AllPolicies))]
    public void Policy_CreatedByItsName_HasThatName(string name) =>
        Assert.Equal(name, Create(name).Name);

    [Theory, MemberData(nameof(AllPolicies))]
    public void Policy_NameIsKebabCaseOfType(string name)
    {
        var type = Create(name).GetType().Name;
        var words = string.Concat(type.Select(letter => char.IsUpper(letter) ? $"-{char.ToLowerInvariant(letter)}" : $"{letter}"));
        Assert.Equal(words, $"-{name}-policy");
    }

    [Fact]
    public void Policies_UnknownName_IsNull() => Assert.Null(BalancingPolicies.Create("fastest", new SeededRandom(1)));

    [Theory, MemberData(nameof(AllPolicies))]
    public void Policy_AmongThoseThatReadEngines_ChoosesByWhatTheySay(string name)
    {
        var candidates = Enumerable.Range(0, 8)
            .Select(slot => Candidates.With(slot).Saying(waiting: slot < 7 ? 50 : 0, kvUse: slot < 7 ? 0.9 : 0))
            .ToArray();
        var policy = Create(name);
        var quiet = Enumerable.Range(0, 8).Count(_ => policy.ChooseSlot(Prompt100, 2, candidates) == 7);

        Assert.Equal(BalancingPolicies.ReadingEngines.Contains(name), quiet == 8);
    }

    [Theory, MemberData(nameof(TurnTakingPolicies))]
    public void Policy_AllEqual_PicksEachEquallyOften(string name)
    {
        var policy = Create(name);
        var picks = new int[5];
        var candidates = Enumerable.Range(0, 5).Select(slot => new Candidate(slot, 1, default)).ToArray();
        for (var i = 0; i < 10_000; i++)
            picks[policy.Choose(candidates, Prompt100, nowSeconds: 0)]++;

        Assert.All(picks, count => Assert.Equal(2000, count));
    }

    [Theory, MemberData(nameof(AllPolicies))]
    public void Policy_CandidatesComeAndGo_FavoursNobodyForItsPlace(string name)
    {
        var policy = Create(name);
        var random = new Random(1);
        var picks = new int[4];
        for (var i = 0; i < 40_000; i++)
        {
            var absent = random.Next(4);
            var present = Enumerable.Range(0, 4).Where(slot => slot != absent)
                .Select(slot => new Candidate(slot, 1, default)).ToArray();
            picks[present[policy.Choose(present, Prompt100, nowSeconds: 0)].Slot]++;
        }

        Assert.All(picks, count => Assert.InRange(count, 9_700, 10_300));
    }

    /// <summary>
    /// Least-tokens weighs the prompt itself by weight: of idle backends the heaviest is the least loaded.
    /// </summary>
    [Theory]
    [InlineData("round-robin")]
    [InlineData("least-connections")]
    [InlineData("pending-prefill")]
    [InlineData("aibrix-prefix-cache")]
    [InlineData("dynamo-kv")]
    [InlineData("llm-d-affinity")]
    [InlineData("llm-d-default")]
    public void Policy_IdleFleetOfUnequalWeights_IsUsedByWeight(string name)
    {
        var policy = Create(name);
        Candidate[] candidates = [new(0, 5, default), new(1, 1, default), new(2, 1, default)];
        var order = string.Concat(
            Enumerable.Range(0, 7).Select(_ => "abc"[policy.Choose(candidates, Prompt100, nowSeconds: 0)]));

        Assert.Equal("aabacaa", order);
    }

    [Theory, MemberData(nameof(PoliciesByWeight))]
    public void Policy_LongAnswersToShortPrompts_AreSharedByWeight(string name)
    {
        Backend[] backends = [TestFleet.Backend("a", 5), TestFleet.Backend("b"), TestFleet.Backend("c")];
        var gate = TestFleet.Gate(new FleetSnapshot(backends, [], name));
        for (var i = 0; i < 7000; i++)
            gate.Place(Prompt100).Lease.ReleasePrefill();

        var streams = backends.Select(backend => (double)backend.Ledger.Read().Requests).ToArray();
        Assert.Equal(5000, streams[0], tolerance: 50);
        Assert.Equal(1000, streams[1], tolerance: 50);
        Assert.Equal(1000, streams[2], tolerance: 50);
    }

    /// <summary>Five standard deviations of the binomial distribution on either side.</summary>
    [Theory, MemberData(nameof(DrawingPolicies))]
    public void Policy_DrawingFromIdleFleet_PicksByWeight(string name)
    {
        var picks = Count(Create(name), [new(0, 5, default), new(1, 1, default), new(2, 4, default)], draws: 100_000);

        Assert.InRange(picks[0], 49_200, 50_800);
        Assert.InRange(picks[1], 9_500, 10_500);
        Assert.InRange(picks[2], 39_200, 40_800);
    }

    [Theory, MemberData(nameof(DrawingPolicies))]
    public void Policy_SameSeed_DrawsTheSame(string name)
    {
        var (first, second) = (Create(name), Create(name));
        var candidates = Enumerable.Range(0, 7).Select(slot => new Candidate(slot, 1, default)).ToArray();

        Assert.All(
            Enumerable.Range(0, 1000),
            _ => Assert.Equal(
                first.Choose(candidates, Prompt100, nowSeconds: 0),
                second.Choose(candidates, Prompt100, nowSeconds: 0)));
    }

    [Theory, MemberData(nameof(DrawingPolicies))]
    public void Policy_OneCandidate_IsChosen(string name) =>
        Assert.Equal(0, Create(name).Choose([new(3, 0.5, InFlight(requests: 9))], Prompt100, nowSeconds: 0));

    [Fact]
    public void Random_LoadedBackend_IsDrawnAsOftenAsAnIdleOne()
    {
        var picks = Count(
            new RandomPolicy(new SeededRandom(1)),
            [new(0, 1, InFlight(requests: 1000)), new(1, 1, default)],
            draws: 10_000);

        Assert.InRange(picks[0], 4_750, 5_250);
    }

    /// <summary>Drawn with replacement, the fullest would get one in sixteen of four.</summary>
    [Fact]
    public void PowerOfTwoChoices_FullestOfFour_IsNeverPicked()
    {
        var picks = Count(
            new PowerOfTwoChoicesPolicy(new SeededRandom(1)),
            [.. Enumerable.Range(0, 4).Select(slot => new Candidate(slot, 1, InFlight(requests: slot)))],
            draws: 60_000);

        // Pairs in which a backend is the emptier: 3, 2, 1 and 0 of 6.
        Assert.InRange(picks[0], 29_400, 30_600);
        Assert.InRange(picks[1], 19_400, 20_600);
        Assert.InRange(picks[2], 9_500, 10_500);
        Assert.Equal(0, picks[3]);
    }

    [Fact]
    public void PowerOfTwoChoices_TwoBackends_WeighsRequestsByWeight() => Assert.Equal(1, Choose(
        new PowerOfTwoChoicesPolicy(new SeededRandom(1)), (1, InFlight(requests: 2)), (4, InFlight(requests: 7))));

    [Fact]
    public void RoundRobin_LoadedBackend_StillHasItsTurn()
    {
        var policy = new RoundRobinPolicy();
        Candidate[] candidates = [new(0, 1, InFlight(requests: 50)), new(1, 1, default)];

        Assert.Equal(
            [0, 1, 0, 1],
            Enumerable.Range(0, 4).Select(_ => policy.Choose(candidates, Prompt100, nowSeconds: 0)));
    }

    [Fact]
    public void LeastConnections_WeighsRequestsByWeight() => Assert.Equal(1, Choose(
        new LeastConnectionsPolicy(), (1, InFlight(requests: 2)), (4, InFlight(requests: 7))));

    [Fact]
    public void LeastTokens_PromptAlreadyComputed_StillCounts() => Assert.Equal(1, Choose(
        new LeastTokensPolicy(), (1, InFlight(prompt: 1000)), (1, InFlight(prefill: 900, prompt: 900))));

    [Fact]
    public void LeastTokens_PromptOfThisRequest_CountsAgainstSmallWeights() => Assert.Equal(1, Choose(
        new LeastTokensPolicy(), (1, default), (4, InFlight(prompt: 250))));

    [Theory]
    // (PQ + p)·(N + 1) with p = 100: 1800 and 1500, 600 and 900, 1000 and 900, 800 and 900.
    [InlineData(800, 1, 200, 4, 1)]
    [InlineData(100, 2, 200, 2, 0)]
    [InlineData(0, 9, 800, 0, 1)]
    [InlineData(0, 7, 800, 0, 0)]
    public void Lmetric_Product_WeighsPrefillAgainstTheBatch(
        long prefill, long requests, long otherPrefill, long otherRequests, int chosen) => Assert.Equal(
        chosen,
        new LmetricPolicy().Choose(
            [
                new Candidate(0, 1, InFlight(requests, prefill)),
                new Candidate(1, 1, InFlight(otherRequests, otherPrefill)),
            ],
            new WorkEstimate(100, 10, WorkEstimate.Unlimited), nowSeconds: 0));

    [Fact]
    public void PendingPrefill_PromptAlreadyComputed_NoLongerCounts() => Assert.Equal(0, Choose(
        new PendingPrefillPolicy(), (1, InFlight(prompt: 1000)), (1, InFlight(prefill: 900, prompt: 900))));

    [Fact]
    public void PendingPrefill_EqualPrefill_PrefersFewerRequestsPerWeight() => Assert.Equal(1, Choose(
        new PendingPrefillPolicy(), (1, InFlight(requests: 2)), (1, InFlight(requests: 1))));

    [Fact]
    public void PendingPrefill_LongAnswersToShortPrompts_ShareTheBatchByWeight()
    {
        var policy = new PendingPrefillPolicy();
        long[] decoding = [0, 0];
        for (var i = 0; i < 400; i++)
        {
            Candidate[] candidates = [new(0, 1, InFlight(decoding[0])), new(1, 3, InFlight(decoding[1]))];
            decoding[policy.Choose(candidates, Prompt100, nowSeconds: 0)]++;
        }

        Assert.Equal([100, 300], decoding);
    }

    [Fact]
    public void PendingPrefill_UnequalWeights_WeighsThisPromptWherePrefillIsPending() => Assert.Equal(1, Choose(
        new PendingPrefillPolicy(), (1, InFlight(prefill: 10)), (4, InFlight(prefill: 200))));

    private static IBalancingPolicy Create(string name) => BalancingPolicies.Create(name, new SeededRandom(1))!;

    private static int[] Count(IBalancingPolicy policy, Candidate[] candidates, int draws)
    {
        var picks = new int[candidates.Length];
        for (var i = 0; i < draws; i++)
            picks[policy.Choose(candidates, Prompt100, nowSeconds: 0)]++;
        return picks;
    }

    private static int Choose(IBalancingPolicy policy, params (double Weight, LedgerEntry InFlight)[] backends) =>
        policy.Choose(
            [.. backends.Select((backend, slot) => new Candidate(slot, backend.Weight, backend.InFlight))],
            Prompt100, nowSeconds: 0);

    private static LedgerEntry InFlight(long requests = 0, long prefill = 0, long prompt = 0) =>
        new(requests, prefill, 0, prompt, prompt);
}
