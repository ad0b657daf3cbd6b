using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Budgets;

/// <summary>What a policy's choice may allocate: nothing.</summary>
public sealed class ChoiceBudgetTests
{
    public static TheoryData<string, int> Policies
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var name in BalancingPolicies.Names)
            {
                data.Add(name, 8);
                data.Add(name, 256);
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Policies))]
    public void Choice_AnyPolicy_AllocatesNothing(string name, int backends)
    {
        var policy = BalancingPolicies.Create(name, new SeededRandom(1))!;
        var candidates = Enumerable.Range(0, backends).Select(Describe).ToArray();
        // What a policy keeps of each backend, it makes when it first needs it: taking turns, at the first tie.
        policy.Choose([.. candidates.Select(one => new Candidate(one.Slot, 1, default))], TestFleet.Work(1000), 0);
        ChooseOften(policy, candidates, fromSeconds: 0);

        var before = GC.GetAllocatedBytesForCurrentThread();
        ChooseOften(policy, candidates, fromSeconds: 1000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>Over four minutes, with and without something cached.</summary>
    private static void ChooseOften(IBalancingPolicy policy, Candidate[] candidates, double fromSeconds)
    {
        for (var i = 0; i < 500; i++)
        {
            candidates[i % candidates.Length] = candidates[i % candidates.Length] with { CachedTokens = i % 3 * 300 };
            policy.Choose(candidates, TestFleet.Work(1000), fromSeconds + i / 2.0);
        }
    }

    private static Candidate Describe(int slot) => Candidates
        .With(slot, requests: slot % 40, prefill: slot % 5 * 700, prompt: slot * 100, weight: 1 + slot % 2)
        .Saying(slot % 4, slot % 40, kvUse: slot % 10 / 10.0) with
    {
        Streams = Candidates.Streams(slot % 40, 50 * (slot % 7 + 1), 1000),
        Speed = slot % 3 == 0 ? null : EngineSpeed.Prior with { Class = $"class {slot % 6}" },
    };
}
