using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Experiments.Running;

/// <summary>Two outcomes on the same requests: their ratios, and how certain they are.</summary>
internal static class PairedRatios
{
    private const int DrawSeed = 1;

    /// <summary>By <see cref="Metric.All"/>; null where one of both has nothing.</summary>
    /// <param name="ours">With all latencies.</param>
    /// <param name="rival">Of the same seeds.</param>
    /// <param name="sortedRival">Its latencies, in order.</param>
    /// <param name="latency">Which of them.</param>
    /// <param name="plan">That both are runs of.</param>
    public static RatioInterval[]? Of(
        PolicyOutcome ours, PolicyOutcome rival, BlockValues sortedRival, ExperimentLatency latency, ExperimentPlan plan)
    {
        if (latency.OfPolicy(ours) is not { } one || latency.OfPolicy(rival) is not { } other)
            return null;
        var hasOneSetOfRequests = !plan.Source.IsDrawn(plan.Arrivals.IsTrace);
        var bootstrap = new PairedBlockBootstrap(Sort(ours, latency), sortedRival, hasOneSetOfRequests, DrawSeed);
        return [.. Metric.All.Select(metric => bootstrap.Of(metric.Of(one) / metric.Of(other), metric))];
    }

    public static BlockValues Sort(PolicyOutcome policy, ExperimentLatency latency) =>
        new([.. policy.Runs.Select(latency.OfRun)], PairedBlockBootstrap.Blocks);
}
