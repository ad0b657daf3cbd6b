using System.Globalization;
using TokenAwareBalancer.Bench.Reporting;
using TokenAwareBalancer.Experiments.Fleets;
using TokenAwareBalancer.Experiments.Running;

namespace TokenAwareBalancer.Experiments.Reporting;

/// <summary>The tables of one load as cells, the first row of each its heads: the same in text and on a page.</summary>
internal sealed class ExperimentTables
{
    /// <summary>Of more, the least and the most are told.</summary>
    private const int MostShares = 16;

    private readonly ExperimentResult _result;
    private readonly PolicyOutcome[] _policies;
    private readonly PolicyOutcome? _pooled;

    public ExperimentTables(ExperimentResult result, double? load)
    {
        _result = result;
        _policies = [.. result.Plan.Policies.Select(policy => result.Of(load, policy))];
        _pooled = result.Pooled(load);
    }

    public IEnumerable<string[][]> All() => [.. ExperimentLatency.All.Select(Latency), Answers()];

    private string[][] Latency(ExperimentLatency latency)
    {
        var baseline = _result.Plan.Baseline;
        string[] ratios = _policies.Length > 1 ? [$"mean / {baseline}", $"p99 / {baseline}"] : [];
        return
        [
            [latency.Name, "mean", "p50", "p90", "p99", "× isolated", "× pooled", .. ratios],
            .. _policies.Select(policy => (string[])[
                .. Times(latency, policy), .. ratios.Length > 0 ? Ratios(latency, policy) : []]),
            .. _pooled is null ? [] : (string[][])[[.. Times(latency, _pooled), .. ratios.Select(_ => "")]],
        ];
    }

    private IEnumerable<string> Times(ExperimentLatency latency, PolicyOutcome policy)
    {
        var summary = latency.OfPolicy(policy);
        var pooledSeconds = _pooled is null || policy == _pooled ? null : latency.OfPolicy(_pooled)?.AverageSeconds;
        return
        [
            policy.Policy,
            .. summary is null ? ["-", "-", "-", "-"] : BenchFigures.Seconds(summary),
            Times(summary?.AverageSeconds / latency.IsolatedSeconds(policy)),
            Times(summary?.AverageSeconds / pooledSeconds),
        ];
    }

    private string[] Ratios(ExperimentLatency latency, PolicyOutcome policy) =>
        _result.Compared.Of(policy, latency) is { } ratios
            ? [BenchFigures.Ratio(ratios[0]), BenchFigures.Ratio(ratios[^1])]
            : ["", ""];

    private string[][] Answers()
    {
        var hasObjective = _result.Plan.Objective is not null;
        string[] goodput = hasObjective ? ["goodput"] : [];
        return
        [
            ["answers", .. goodput, "prefix hits", "preempted", "held", "refused", "share per backend"],
            .. _policies.Append(_pooled).OfType<PolicyOutcome>().Select(policy => (string[])[
                policy.Policy,
                .. hasObjective ? (string[])[BenchFigures.Percent(policy.GoodPart)] : [],
                policy.HitShare is { } share ? BenchFigures.Percent(share) : "-",
                Whole(policy.Preemptions),
                BenchFigures.Percent(policy.HeldPart),
                Whole(policy.Refused),
                policy.Policy == PooledEngine.Name ? "" : Shares(policy),
            ]),
        ];
    }

    private static string Shares(PolicyOutcome policy)
    {
        var shares = policy.Shares();
        return shares.Length <= MostShares
            ? string.Join(" ", shares.Select(share => Write($"{share * 100:0.0}"))) + " %"
            : Write($"{shares.Min() * 100:0.00} to {shares.Max() * 100:0.00} %");
    }

    private static string Times(double? ratio) => ratio is { } times ? Write($"{times:0.00}") : "";

    private static string Whole(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Write(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
