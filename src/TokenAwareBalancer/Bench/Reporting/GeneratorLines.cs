using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Bench.Reporting;

/// <summary>What the measuring itself took, and whether it can be believed.</summary>
internal static class GeneratorLines
{
    /// <summary>
    /// Timers come a millisecond late; what is later than this at p99 has been delayed by this machine, not by them.
    /// </summary>
    public const double MostLagSeconds = 0.01;

    public static IEnumerable<string> Of(TargetSummary summary, BenchPlan plan)
    {
        yield return $"{BenchFigures.Seconds(summary.CpuSeconds)} of CPU: "
            + $"{BenchFigures.Seconds(summary.CpuSecondsPerThousandRequests)} per 1,000 requests"
            + PerToken(summary)
            + (plan.Targets.Any(static target => target.RunsInThisProcess)
                ? ", with the balancers and engines that ran in this process" : "");
        if (plan.Arrivals is null || summary.SendLag is not { } lag)
            yield break;
        yield return $"sent late by {BenchFigures.Seconds(lag.P50Seconds)} (p50), "
            + $"{BenchFigures.Seconds(lag.P99Seconds)} (p99), which is part of the times above";
        if (IsLate(lag))
            yield return "WARNING: it was late itself; use a lower rate, or more machine";
    }

    public static bool IsLate(LatencySummary lag) => lag.P99Seconds > MostLagSeconds;

    private static string PerToken(TargetSummary summary) => summary.ContentEvents == 0
        ? ""
        : $", {BenchFigures.Seconds(summary.CpuSeconds / summary.ContentEvents)} per streamed token";
}
