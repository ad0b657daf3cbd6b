using System.Globalization;
using TokenAwareBalancer.Bench.Reporting;
using TokenAwareBalancer.Experiments.Fleets;
using TokenAwareBalancer.Experiments.Running;
using TokenAwareBalancer.Reporting;

namespace TokenAwareBalancer.Experiments.Reporting;

/// <summary>Prints what an experiment came to.</summary>
internal sealed class ExperimentReport
{
    private readonly ExperimentResult _result;
    private readonly ComparedPolicies _compared;
    private readonly TextWriter _output;

    public ExperimentReport(ExperimentResult result, ComparedPolicies compared, TextWriter output) =>
        (_result, _compared, _output) = (result, compared, output);

    public void Write()
    {
        _output.WriteLine();
        foreach (var line in ExperimentLines.Head(_result))
            _output.WriteLine(line);
        foreach (var load in _result.Plan.Loads)
            WriteLoad(load);
        _output.WriteLine();
        _output.WriteLine(ExperimentLines.Ratios(_result.Plan));
        _output.WriteLine(ExperimentLines.Speed(_result));
    }

    private void WriteLoad(double? load)
    {
        PolicyOutcome[] policies = [.. _result.Plan.Policies.Select(policy => _result.Of(load, policy))];
        _output.WriteLine();
        _output.WriteLine(ExperimentLines.Load(policies[0], _result));
        foreach (var latency in ExperimentLatency.All)
            WriteLatency(latency, policies, _result.Pooled(load));
        WriteAnswers(policies, _result.Pooled(load));
        foreach (var warning in ExperimentLines.Warnings(policies))
            _output.WriteLine(warning);
    }

    private void WriteLatency(ExperimentLatency latency, PolicyOutcome[] policies, PolicyOutcome? pooled)
    {
        var baseline = _result.Plan.Baseline;
        var comparisons = policies.Length > 1 ? (string[])[$"mean / {baseline}", $"p99 / {baseline}"] : [];
        var table = new TextTable(
            [latency.Name, "mean", "p50", "p90", "p99", "× isolated", "× pooled", .. comparisons]);
        foreach (var policy in policies)
        {
            var ratios = _compared.Of(policy, latency);
            table.Add([.. Cells(latency, policy, pooled), .. comparisons.Length == 0 ? (string[])[] :
                ratios is null ? ["", ""] : [BenchFigures.Ratio(ratios[0]), BenchFigures.Ratio(ratios[^1])]]);
        }

        if (pooled is not null)
            table.Add([.. Cells(latency, pooled, null), .. comparisons.Select(_ => "")]);
        _output.WriteLine();
        table.Write(_output);
    }

    private static IEnumerable<string> Cells(ExperimentLatency latency, PolicyOutcome policy, PolicyOutcome? pooled)
    {
        var summary = latency.OfPolicy(policy);
        var mean = summary?.AverageSeconds;
        return
        [
            policy.Policy,
            .. summary is null ? ["-", "-", "-", "-"] : BenchFigures.Seconds(summary),
            Times(mean / latency.IsolatedSeconds(policy)),
            Times(mean / (pooled is null ? null : latency.OfPolicy(pooled)?.AverageSeconds)),
        ];
    }

    private void WriteAnswers(PolicyOutcome[] policies, PolicyOutcome? pooled)
    {
        var hasObjective = _result.Plan.Objective is not null;
        var table = new TextTable([
            "answers", .. hasObjective ? (string[])["goodput"] : [], "prefix hits", "preempted", "held", "refused",
            "share per backend"]);
        foreach (var policy in pooled is null ? policies : [.. policies, pooled])
        {
            table.Add([
                policy.Policy,
                .. hasObjective ? (string[])[BenchFigures.Percent(policy.GoodPart)] : [],
                BenchFigures.Percent(policy.HitShare),
                Whole(policy.Preemptions),
                BenchFigures.Percent(policy.HeldPart),
                Whole(policy.Refused),
                policy.Policy == PooledEngine.Name ? "" : Shares(policy),
            ]);
        }

        _output.WriteLine();
        table.Write(_output);
    }

    /// <summary>As many as fit a line; of more the least and the most of each kind.</summary>
    private static string Shares(PolicyOutcome policy)
    {
        var shares = policy.Shares();
        const int most = 16;
        if (shares.Length <= most)
            return string.Join(" ", shares.Select(share => Invariant($"{share * 100:0.0}"))) + " %";
        return Invariant($"{shares.Min() * 100:0.00} to {shares.Max() * 100:0.00} %");
    }

    private static string Times(double? ratio) => ratio is { } times ? Invariant($"{times:0.00}") : "";

    private static string Whole(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
