using TokenAwareBalancer.Experiments.Running;
using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Experiments.Sweeping;

/// <summary>One policy at one value.</summary>
/// <param name="Point">The value.</param>
/// <param name="Outcome">All seeds together.</param>
/// <param name="Ratios">To the same policy at the reference, by the key of the latency; none of the reference itself.</param>
internal sealed record SweepOutcome(
    SweepPoint Point, PolicyOutcome Outcome, IReadOnlyDictionary<string, RatioInterval[]> Ratios)
{
    /// <summary>By <see cref="Metric.All"/>; null where there is nothing to compare.</summary>
    public RatioInterval[]? RatiosOf(ExperimentLatency latency) => Ratios.GetValueOrDefault(latency.Key);
}
