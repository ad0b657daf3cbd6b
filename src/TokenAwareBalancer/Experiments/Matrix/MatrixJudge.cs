using TokenAwareBalancer.Experiments.Running;

namespace TokenAwareBalancer.Experiments.Matrix;

/// <summary>Makes the cells of a setting out of its runs.</summary>
internal static class MatrixJudge
{
    public static MatrixCell[] Judge(MatrixPart part, ExperimentResult result) =>
        [.. part.Plan.Loads.Select(load => Judge(part, load, result))];

    /// <summary>The same, of numbers alone.</summary>
    public static (IReadOnlyList<MetricVerdict> Metrics, PreemptionVerdict Preemptions) Judge(
        MatrixContender subject, IReadOnlyList<MatrixContender> rivals, long requests)
    {
        MetricVerdict[] metrics = [.. MatrixMetric.All.Select(metric => MetricVerdict.Of(metric, subject, rivals))];
        var fewest = metrics.Select(metric => metric.Rival?.Preemptions ?? 0).Min();
        return (metrics, new PreemptionVerdict(subject.Preemptions, fewest, requests));
    }

    private static MatrixCell Judge(MatrixPart part, double? load, ExperimentResult result)
    {
        var outcome = result.Of(load, part.Plan.Baseline);
        var subject = MatrixContender.Of(outcome, result.Compared);
        MatrixContender[] rivals = [.. part.Plan.Policies.Where(policy => policy != part.Plan.Baseline)
            .Select(policy => MatrixContender.Of(result.Of(load, policy), result.Compared))];
        var (metrics, preemptions) = Judge(subject, rivals, outcome.Runs.Sum(run => (long)run.Simulated));
        return new MatrixCell(part.Setting.CellName(load))
        {
            Setting = part.Setting,
            Load = load ?? outcome.RatePerSecond / result.SaturationPerSecond,
            RatePerSecond = outcome.RatePerSecond,
            Workload = part.Plan.Source.Description,
            Subject = subject,
            Rivals = rivals,
            Metrics = metrics,
            Preemptions = preemptions,
        };
    }
}
