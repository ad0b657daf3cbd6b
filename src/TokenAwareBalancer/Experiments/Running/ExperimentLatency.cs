using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Experiments.Running;

/// <summary>One of the latencies that policies are compared by.</summary>
/// <param name="Name">In tables.</param>
/// <param name="Key">In JSON.</param>
/// <param name="OfPolicy">Over all seeds.</param>
/// <param name="OfRun">By request, before they are released.</param>
/// <param name="IsolatedSeconds">The mean that nothing can be under; null where there is none.</param>
internal sealed record ExperimentLatency(
    string Name,
    string Key,
    Func<PolicyOutcome, LatencySummary?> OfPolicy,
    Func<RunOutcome, double[]> OfRun,
    Func<PolicyOutcome, double?> IsolatedSeconds)
{
    public static ExperimentLatency FirstToken { get; } = new(
        "time to first token", "ttft", static policy => policy.FirstToken,
        static run => run.Latencies!.FirstTokenSeconds,
        static policy => policy.IsolatedFirstTokenSeconds);

    public static ExperimentLatency PerToken { get; } = new(
        "time per output token", "tpot", static policy => policy.PerToken,
        static run => run.Latencies!.PerTokenSeconds,
        static _ => null);

    public static ExperimentLatency Whole { get; } = new(
        "end to end", "e2e", static policy => policy.Whole,
        static run => run.Latencies!.WholeSeconds,
        static policy => policy.IsolatedWholeSeconds);

    public static IReadOnlyList<ExperimentLatency> All { get; } = [FirstToken, PerToken, Whole];
}
