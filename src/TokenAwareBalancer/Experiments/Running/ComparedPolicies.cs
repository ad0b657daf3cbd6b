using System.Collections.Concurrent;
using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Experiments.Running;

/// <summary>Each policy against the baseline, on the same requests: ratios, and how certain they are.</summary>
internal sealed class ComparedPolicies
{
    private readonly ExperimentPlan _plan;
    private readonly ConcurrentDictionary<(double Load, string Policy, string Latency), RatioInterval[]> _known = [];

    public ComparedPolicies(ExperimentPlan plan) => _plan = plan;

    /// <summary>Compares the policies of one load, of which all latencies are needed.</summary>
    public void Add(IReadOnlyList<PolicyOutcome> policies, ParallelOptions options)
    {
        if (policies.FirstOrDefault(policy => policy.Policy == _plan.Baseline) is not { } baseline)
            return;
        var rivals = policies.Where(policy => policy != baseline && _plan.Policies.Contains(policy.Policy)).ToArray();
        foreach (var latency in ExperimentLatency.All.Where(_ => rivals.Length > 0))
        {
            var sorted = PairedRatios.Sort(baseline, latency);
            Parallel.ForEach(rivals, options, policy => Compare(policy, baseline, sorted, latency));
        }
    }

    /// <summary>By <see cref="Metric.All"/>; null for the baseline itself, and where one of both has nothing.</summary>
    public IReadOnlyList<RatioInterval>? Of(PolicyOutcome policy, ExperimentLatency latency) =>
        _known.GetValueOrDefault((policy.Load ?? 0, policy.Policy, latency.Key));

    private void Compare(
        PolicyOutcome policy, PolicyOutcome baseline, BlockValues sortedBaseline, ExperimentLatency latency)
    {
        if (PairedRatios.Of(policy, baseline, sortedBaseline, latency, _plan) is { } ratios)
            _known[(policy.Load ?? 0, policy.Policy, latency.Key)] = ratios;
    }
}
