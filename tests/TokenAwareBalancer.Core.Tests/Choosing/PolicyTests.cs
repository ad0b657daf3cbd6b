using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Choosing;

public sealed class PolicyTests
{
    private static readonly WorkEstimate Prompt100 = TestFleet.Work(100);

    public static TheoryData<string> AllPolicies => [.. BalancingPolicies.Names];

    [Theory, MemberData(nameof(AllPolicies))]
    public void Policy_CreatedByItsName_HasThatName(string name) =>
        Assert.Equal(name, BalancingPolicies.Create(name)!.Name);

    [Theory, MemberData(nameof(AllPolicies))]
    public void Policy_NameIsKebabCaseOfType(string name)
    {
        var type = BalancingPolicies.Create(name)!.GetType().Name;
        var words = string.Concat(type.Select(letter => char.IsUpper(letter) ? $"-{char.ToLowerInvariant(letter)}" : $"{letter}"));
        Assert.Equal(words, $"-{name}-policy");
    }

    [Fact]
    public void Policies_UnknownName_IsNull() => Assert.Null(BalancingPolicies.Create("fastest"));

    [Theory, MemberData(nameof(AllPolicies))]
    public void Policy_AllEqual_PicksEachEquallyOften(string name)
    {
        var policy = BalancingPolicies.Create(name)!;
        var picks = new int[5];
        var candidates = Enumerable.Range(0, 5).Select(slot => new Candidate(slot, 1, default)).ToArray();
        for (var i = 0; i < 10_000; i++)
            picks[policy.Choose(candidates, Prompt100)]++;

        Assert.All(picks, count => Assert.Equal(2000, count));
    }

    [Theory, MemberData(nameof(AllPolicies))]
    public void Policy_CandidatesComeAndGo_FavoursNobodyForItsPlace(string name)
    {
        var policy = BalancingPolicies.Create(name)!;
        var random = new Random(1);
        var picks = new int[4];
        for (var i = 0; i < 40_000; i++)
        {
            var absent = random.Next(4);
            var present = Enumerable.Range(0, 4).Where(slot => slot != absent)
                .Select(slot => new Candidate(slot, 1, default)).ToArray();
            picks[present[policy.Choose(present, Prompt100)].Slot]++;
        }

        Assert.All(picks, count => Assert.InRange(count, 9_800, 10_200));
    }

    /// <summary>
    /// Least-tokens weighs the prompt itself by weight: of idle backends the heaviest is the least loaded.
    /// </summary>
    [Theory]
    [InlineData("round-robin")]
    [InlineData("least-connections")]
    [InlineData("pending-prefill")]
    public void Policy_IdleFleetOfUnequalWeights_IsUsedByWeight(string name)
    {
        var policy = BalancingPolicies.Create(name)!;
        Candidate[] candidates = [new(0, 5, default), new(1, 1, default), new(2, 1, default)];
        var order = string.Concat(Enumerable.Range(0, 7).Select(_ => "abc"[policy.Choose(candidates, Prompt100)]));

        Assert.Equal("aabacaa", order);
    }

    [Fact]
    public void RoundRobin_LoadedBackend_StillHasItsTurn()
    {
        var policy = new RoundRobinPolicy();
        Candidate[] candidates = [new(0, 1, InFlight(requests: 50)), new(1, 1, default)];

        Assert.Equal([0, 1, 0, 1], Enumerable.Range(0, 4).Select(_ => policy.Choose(candidates, Prompt100)));
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
            decoding[policy.Choose(candidates, Prompt100)]++;
        }

        Assert.Equal([100, 300], decoding);
    }

    [Fact]
    public void PendingPrefill_UnequalWeights_WeighsThisPromptWherePrefillIsPending() => Assert.Equal(1, Choose(
        new PendingPrefillPolicy(), (1, InFlight(prefill: 10)), (4, InFlight(prefill: 200))));

    private static int Choose(IBalancingPolicy policy, params (double Weight, LedgerEntry InFlight)[] backends) =>
        policy.Choose(
            [.. backends.Select((backend, slot) => new Candidate(slot, backend.Weight, backend.InFlight))],
            Prompt100);

    private static LedgerEntry InFlight(long requests = 0, long prefill = 0, long prompt = 0) =>
        new(requests, prefill, 0, prompt, prompt);
}
