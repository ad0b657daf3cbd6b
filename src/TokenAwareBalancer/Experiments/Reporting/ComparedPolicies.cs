using TokenAwareBalancer.Experiments.Running;
using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Experiments.Reporting;

/// <summary>One policy against the baseline, on the same requests: ratios, and how certain they are.</summary>
/// <remarks>Computed when first asked for, and kept: the table, the JSON and the report show the same.</remarks>
internal sealed class ComparedPolicies
{
    private const int DrawSeed = 1;

    private readonly Dictionary<(double Load, string Policy, string Latency), RatioInterval[]?> _known = [];
    private readonly ExperimentResult _result;

    public ComparedPolicies(ExperimentResult result) => _result = result;

    /// <summary>By <see cref="Metric.All"/>; null for the baseline itself, and where one of both has nothing.</summary>
    public IReadOnlyList<RatioInterval>? Of(PolicyOutcome policy, ExperimentLatency latency)
    {
        var key = (policy.Load ?? 0, policy.Policy, latency.Key);
        if (!_known.TryGetValue(key, out var ratios))
            _known.Add(key, ratios = Compare(policy, latency));
        return ratios;
    }

    private RatioInterval[]? Compare(PolicyOutcome policy, ExperimentLatency latency)
    {
        var baseline = _result.Of(policy.Load, _result.Plan.Baseline);
        if (policy.Policy == baseline.Policy
            || latency.OfPolicy(policy) is not { } ours || latency.OfPolicy(baseline) is not { } rival)
            return null;
        var bootstrap = new PairedBlockBootstrap(
            [.. policy.Runs.Select(latency.OfRun)], [.. baseline.Runs.Select(latency.OfRun)], DrawSeed);
        return [.. Metric.All.Select(metric => bootstrap.Of(metric.Of(ours) / metric.Of(rival), metric))];
    }
}
