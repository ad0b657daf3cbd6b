using TokenAwareBalancer.Experiments.Reporting;

namespace TokenAwareBalancer.Experiments.Matrix;

/// <summary>A matrix as one JSON object; times in seconds.</summary>
/// <remarks>What takes part in it is documented in <c>docs/simulation.md</c>; names stay.</remarks>
internal static class MatrixJson
{
    public static string Write(MatrixResult result) => ResultJson.Write(new
    {
        result.Plan.Subject,
        result.Plan.Rivals,
        result.Plan.Seeds,
        Cells = result.Cells.Select(cell => Describe(cell, result.Plan)),
        LeftOut = result.Plan.LeftOut.SelectMany(lack => lack.CellNames),
        Held = new
        {
            Cells = result.Held,
            Metrics = MatrixMetric.All.ToDictionary(metric => metric.Key, result.HeldOf),
        },
    });

    private static object Describe(MatrixCell cell, MatrixPlan plan)
    {
        var part = plan.Parts.First(one => one.Setting == cell.Setting).Plan;
        return new
        {
            Cell = cell.Name,
            Fleet = part.Fleet.ToString(),
            cell.Setting.KvTokens,
            cell.Workload,
            Arrivals = part.Arrivals.ToString(),
            cell.Load,
            cell.RatePerSecond,
            part.Requests,
            cell.Holds,
            cell.Misses,
            cell.IsMarked,
            Metrics = cell.Metrics.ToDictionary(verdict => verdict.Metric.Key, Describe),
            Preemptions = new
            {
                cell.Preemptions.Subject,
                Rival = cell.Preemptions.FewestOfRivals,
                cell.Preemptions.Most,
                cell.Preemptions.Holds,
            },
            Policies = cell.Rivals.Prepend(cell.Subject).Select(Describe),
        };
    }

    private static object Describe(MetricVerdict verdict) => new
    {
        verdict.SubjectSeconds,
        Rival = verdict.Rival?.Policy,
        verdict.RivalSeconds,
        verdict.Ratio?.Ratio,
        verdict.Ratio?.Low,
        verdict.Ratio?.High,
        verdict.Metric.Most,
        verdict.Holds,
    };

    private static object Describe(MatrixContender one) => new
    {
        one.Policy,
        Ttft = ResultJson.Describe(one.FirstToken),
        E2e = ResultJson.Describe(one.Whole),
        one.HitShare,
        one.Preemptions,
        one.HeldPart,
        one.Refused,
        IsGrowing = ResultJson.Growth(one.IsGrowing, one.IsFilling),
    };
}
