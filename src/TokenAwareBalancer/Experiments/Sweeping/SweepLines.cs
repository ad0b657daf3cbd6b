using TokenAwareBalancer.Experiments.Reporting;

namespace TokenAwareBalancer.Experiments.Sweeping;

/// <summary>Sentences of a report of a sweep.</summary>
internal static class SweepLines
{
    public static string Title(SweepResult result) =>
        $"{result.Sweep.Dimension.Option} at {ExperimentLines.Load(result.Outcomes[0].Outcome, result.SaturationPerSecond)}";

    public static string Ratios(SweepResult result) =>
        $"Times at {result.Sweep.Dimension.Option} {result.Sweep.Reference.Value}; the others are ratios to it, of the "
        + "same policy on the same requests, in brackets 95 %.";

    public static IEnumerable<string> Warnings(SweepResult result) =>
        from point in result.Sweep.Points
        let policies = result.Outcomes.Where(one => one.Point == point).Select(one => one.Outcome).ToArray()
        from warning in ExperimentLines.Warnings(policies)
        select $"{result.Sweep.Dimension.Option} {point.Value}: {warning}";
}
