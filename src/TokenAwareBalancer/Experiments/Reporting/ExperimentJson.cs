using TokenAwareBalancer.Experiments.Capacity;
using TokenAwareBalancer.Experiments.Fleets;
using TokenAwareBalancer.Experiments.Running;
using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Experiments.Reporting;

/// <summary>Results as JSON: a list with one object for each load and policy; times in seconds.</summary>
/// <remarks>What takes part in it is documented in <c>docs/simulation.md</c>; names stay.</remarks>
internal static class ExperimentJson
{
    public static string Write(ExperimentResult result) => ResultJson.Write(
        from load in result.Plan.Loads
        from policy in result.Plan.Policies
        select Describe(result.Of(load, policy), result));

    public static string Write(
        IEnumerable<CapacityAnswer> answers, CapacityQuestion question, ExperimentPlan plan) => ResultJson.Write(
            answers.Select(answer => new
            {
                answer.Policy,
                Condition = question.Condition.ToString(),
                answer.RatePerSecond,
                IsHeld = answer.At is not null,
                answer.IsBound,
                Fleet = answer.Fleet?.ToString(),
                Engines = answer.Fleet?.Engines,
                LoadOfSaturation = answer.At?.Load,
                answer.Runs,
                Ttft = ResultJson.Describe(answer.At?.FirstToken),
                Tpot = ResultJson.Describe(answer.At?.PerToken),
                E2e = ResultJson.Describe(answer.At?.Whole),
                Goodput = plan.Objective is null ? null : answer.At?.GoodPart,
                Workload = plan.Source.Description,
                Seeds = plan.Seeds,
                plan.Requests,
            }));

    private static object Describe(PolicyOutcome policy, ExperimentResult result)
    {
        var plan = result.Plan;
        var pooled = result.Pooled(policy.Load);
        return new
        {
            policy.Policy,
            // A trace at its own rate has one too.
            Load = policy.Load ?? policy.RatePerSecond / result.SaturationPerSecond,
            Ttft = ResultJson.Describe(policy.FirstToken),
            Tpot = ResultJson.Describe(policy.PerToken),
            E2e = ResultJson.Describe(policy.Whole),
            policy.RatePerSecond,
            result.SaturationPerSecond,
            Fleet = plan.Fleet.ToString(),
            Workload = plan.Source.Description,
            Arrivals = plan.Arrivals.ToString(),
            policy.Measured,
            policy.Refused,
            Slo = plan.Objective?.ToString(),
            Goodput = plan.Objective is null ? (double?)null : policy.GoodPart,
            policy.HitShare,
            policy.Preemptions,
            policy.HeldPart,
            IsGrowing = ResultJson.Growth(policy.IsGrowing, policy.IsTooShort),
            Shares = plan.Fleet.Backends.Zip(policy.Shares()).ToDictionary(one => one.First.Name, one => one.Second),
            Isolated = policy.Whole is null
                ? null
                : new { Ttft = policy.IsolatedFirstTokenSeconds, E2e = policy.IsolatedWholeSeconds },
            Pooled = pooled is null ? null : new
            {
                Ttft = ResultJson.Describe(pooled.FirstToken),
                Tpot = ResultJson.Describe(pooled.PerToken),
                E2e = ResultJson.Describe(pooled.Whole),
            },
            plan.Baseline,
            Ratios = ExperimentLatency.All.ToDictionary(
                latency => latency.Key, latency => Describe(result.Compared.Of(policy, latency))),
            Seeds = policy.Runs.Select(Describe),
            BeliefErrors = DisturbanceJson.Describe(plan.Beliefs),
            SlowEngines = plan.Slowdowns.Select(SlowdownText.Write),
        };
    }

    public static object Describe(RunOutcome run) => new
    {
        run.Key.Seed,
        Ttft = ResultJson.Describe(run.FirstToken),
        Tpot = ResultJson.Describe(run.PerToken),
        E2e = ResultJson.Describe(run.Whole),
        run.Preemptions,
        run.Refused,
    };

    public static object? Describe(IReadOnlyList<RatioInterval>? ratios) => ratios is null ? null : new
    {
        Mean = ratios[0],
        P50 = ratios[1],
        P90 = ratios[2],
        P99 = ratios[3],
    };
}
