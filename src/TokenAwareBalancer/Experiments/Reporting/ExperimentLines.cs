using System.Globalization;
using TokenAwareBalancer.Bench.Reporting;
using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Experiments.Running;
using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Experiments.Reporting;

/// <summary>Sentences of a report: what was simulated, and how to read it.</summary>
internal static class ExperimentLines
{
    public static IEnumerable<string> Head(ExperimentResult result) => Head(result.Plan, result.SaturationPerSecond);

    public static IEnumerable<string> Head(ExperimentPlan plan, double saturationPerSecond)
    {
        yield return $"{plan.Source.Description}.";
        yield return $"{plan.Fleet}: answers {BenchFigures.Number(saturationPerSecond)} requests/s at most.";
        yield return Write($"{Seeds(plan)} from {plan.Seeds[0]}, {plan.Requests:#,0} requests each, the first ")
            + Write($"{plan.WarmUpShare * 100:0.#} % not measured; {Arrivals(plan)}{Conditions(plan)}.");
        var blind = plan.Policies.Intersect(BalancingPolicies.ReadingEngines).ToArray();
        if (blind.Length > 0 && plan.ScrapePeriodSeconds is null)
            yield return $"Engines are never read, which {string.Join(" and ", blind)} would go by; give --scrape-age.";
    }

    public static string Load(PolicyOutcome policy, ExperimentResult result) =>
        Load(policy, result.SaturationPerSecond);

    public static string Load(PolicyOutcome policy, double saturationPerSecond) => policy.Load is { } load
        ? Write($"load {load * 100:0.##} %: {BenchFigures.Number(policy.RatePerSecond)} requests/s")
        : Write($"the trace's own rate: {BenchFigures.Number(policy.RatePerSecond)} requests/s, ")
            + Write($"{policy.RatePerSecond / saturationPerSecond * 100:0.#} % of the saturation");

    public static IEnumerable<string> Warnings(IReadOnlyList<PolicyOutcome> policies) => Warnings(
        policies.Where(policy => policy.IsGrowing).Select(policy => policy.Policy),
        policies.Where(policy => policy is { IsTooShort: true, IsGrowing: false }).Select(policy => policy.Policy));

    /// <param name="growing">Under which requests came faster than they were answered.</param>
    /// <param name="filling">Under which engines were still filling.</param>
    public static IEnumerable<string> Warnings(IEnumerable<string> growing, IEnumerable<string> filling)
    {
        if (string.Join(", ", growing) is { Length: > 0 } under)
            yield return $"Requests came faster than they were answered under {under}: those latencies grow with the "
                + "length of the run, and say nothing else.";
        if (string.Join(", ", filling) is { Length: > 0 } tooShort)
            yield return $"All requests came within a few answers' time under {tooShort}: engines were still filling, "
                + "and latencies would be others in a longer run; give more --requests.";
    }

    public static string Ratios(ExperimentPlan plan) => plan.Policies.Count == 1
        ? "× isolated: the mean over that of the same requests alone on the fastest engine. × pooled: over that of one "
            + "engine as large and fast as all."
        : $"Ratios to {plan.Baseline}, below 1 is less; in brackets 95 %, of seeds drawn again and "
            + $"{PairedBlockBootstrap.Blocks} blocks of requests within each. × isolated: over the same requests alone on the fastest engine. "
            + "× pooled: over one engine as large and fast as all.";

    public static string Speed(ExperimentResult result) => Write(
        $"Simulated {result.Runs.Sum(run => (long)run.Simulated):#,0} requests in ")
        + Write($"{BenchFigures.Seconds(result.WallSeconds)}: {result.RequestsPerCoreSecond:#,0} per second and core.");

    public static string Seeds(ExperimentPlan plan) =>
        plan.Seeds.Count == 1 ? "1 seed" : Write($"{plan.Seeds.Count} seeds");

    private static string Arrivals(ExperimentPlan plan) => plan.Arrivals switch
    {
        { IsTrace: true } => "arrivals as recorded",
        { Variation: 1.0 } => "Poisson arrivals",
        var gamma => $"{gamma} arrivals",
    };

    /// <summary>What is not as usual, each after a semicolon.</summary>
    public static string Conditions(ExperimentPlan plan)
    {
        List<string> conditions = [];
        if (plan.NetworkDelaySeconds > 0)
            conditions.Add($"{BenchFigures.Seconds(plan.NetworkDelaySeconds)} to each engine and back again");
        if (plan.ScrapePeriodSeconds is { } period)
            conditions.Add($"engines read every {BenchFigures.Seconds(period)}");
        if (plan.Balancers > 1)
            conditions.Add(Write($"{plan.Balancers} balancers"));
        if (plan.Jitter > 0)
            conditions.Add(Write($"iterations ± {plan.Jitter * 100:0.#} %"));
        if (plan.MaxHeldRequests < int.MaxValue)
            conditions.Add(Write($"{plan.MaxHeldRequests:#,0} held at most"));
        if (!plan.GuardsKv)
            conditions.Add("KV caches not guarded");
        conditions.AddRange(DisturbanceLines.Of(plan));
        if (plan.Objective is { } objective)
            conditions.Add($"good is {objective}");
        return string.Concat(conditions.Select(one => $"; {one}"));
    }

    private static string Write(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
