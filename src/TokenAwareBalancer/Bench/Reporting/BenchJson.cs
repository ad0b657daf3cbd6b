using System.Text.Json;
using System.Text.Json.Serialization;
using TokenAwareBalancer.Bench.Comparing;
using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Bench.Reporting;

/// <summary>The results as JSON; all times are seconds.</summary>
internal static class BenchJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static string Write(BenchResult result)
    {
        var plan = result.Plan;
        return JsonSerializer.Serialize(
            new
            {
                Workload = plan.Workload.Description,
                plan.Pace,
                plan.Model,
                plan.Seed,
                plan.Repeats,
                Objective = plan.Objective?.ToString(),
                result.IsStopped,
                CpuIncludesTargets = plan.Targets.Any(static target => target.RunsInThisProcess),
                Targets = result.Targets.Select(target => Describe(target, result)),
                plan.Baseline,
                Comparisons = result.Targets.Contains(plan.Baseline)
                    ? result.Targets.Where(target => target != plan.Baseline).Select(target =>
                        Describe(new TargetComparison(result, target, plan.Baseline)))
                    : [],
            },
            Options);
    }

    private static object Describe(string target, BenchResult result) => new
    {
        Name = target,
        Summary = Describe(result.SummaryOf(target)),
        Repeats = result.BlocksOf(target).Select(block => new
        {
            block.Repeat,
            Summary = Describe(TargetSummary.Of([block], result.Plan.Objective)),
        }),
    };

    private static object Describe(TargetSummary summary) => new
    {
        summary.Requests,
        summary.Complete,
        summary.Cancelled,
        Errors = summary.Errors.ToDictionary(),
        summary.MeasuredSeconds,
        summary.RequestsPerSecond,
        summary.PromptTokens,
        summary.OutputTokens,
        summary.OutputTokensPerSecond,
        summary.AnswersWithUsage,
        summary.FirstToken,
        summary.PerOutputToken,
        summary.Gap,
        summary.LongestGap,
        summary.EndToEnd,
        summary.SendLag,
        summary.Good,
        summary.GoodPerSecond,
        summary.GoodPart,
        Backends = summary.Backends.ToDictionary(),
        summary.CpuSeconds,
        summary.CpuSecondsPerThousandRequests,
        summary.RequestsSent,
        summary.ContentEvents,
    };

    private static object Describe(TargetComparison comparison) => new
    {
        comparison.Target,
        Against = comparison.Baseline,
        comparison.Method,
        Ratios = from latency in ComparedLatency.All
                 from one in comparison.Compare(latency).Zip(Metric.All)
                 where one.First is not null
                 select new
                 {
                     Latency = latency.Key,
                     Metric = one.Second.Name,
                     one.First!.Value.Ratio,
                     one.First.Value.Low,
                     one.First.Value.High,
                 },
        Goodput = comparison.CompareGoodput(),
    };
}
