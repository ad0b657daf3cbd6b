using TokenAwareBalancer.Experiments.Fleets;
using TokenAwareBalancer.Experiments.Reporting;
using TokenAwareBalancer.Experiments.Running;

namespace TokenAwareBalancer.Experiments.Sweeping;

/// <summary>A sweep as JSON: a list with one object for each policy and value; times in seconds.</summary>
internal static class SweepJson
{
    public static string Write(SweepResult result) =>
        ResultJson.Write(result.Outcomes.Select(one => Describe(one, result)));

    private static object Describe(SweepOutcome one, SweepResult result)
    {
        var (outcome, plan) = (one.Outcome, one.Point.Plan);
        return new
        {
            outcome.Policy,
            Sweep = result.Sweep.Dimension.Option,
            one.Point.Value,
            IsReference = result.IsReference(one),
            Load = outcome.Load ?? outcome.RatePerSecond / result.SaturationPerSecond,
            Ttft = ResultJson.Describe(outcome.FirstToken),
            Tpot = ResultJson.Describe(outcome.PerToken),
            E2e = ResultJson.Describe(outcome.Whole),
            Ratios = ExperimentLatency.All.ToDictionary(
                latency => latency.Key, latency => ExperimentJson.Describe(one.RatiosOf(latency))),
            outcome.RatePerSecond,
            result.SaturationPerSecond,
            Fleet = plan.Fleet.ToString(),
            Workload = plan.Source.Description,
            Arrivals = plan.Arrivals.ToString(),
            outcome.Measured,
            outcome.Refused,
            Slo = plan.Objective?.ToString(),
            Goodput = plan.Objective is null ? (double?)null : outcome.GoodPart,
            outcome.HitShare,
            outcome.Preemptions,
            outcome.HeldPart,
            IsGrowing = ResultJson.Growth(outcome.IsGrowing, outcome.IsTooShort),
            Shares = plan.Fleet.Backends.Zip(outcome.Shares()).ToDictionary(pair => pair.First.Name, pair => pair.Second),
            Seeds = outcome.Runs.Select(ExperimentJson.Describe),
            BeliefErrors = DisturbanceJson.Describe(plan.Beliefs),
            SlowEngines = plan.Slowdowns.Select(SlowdownText.Write),
        };
    }
}
