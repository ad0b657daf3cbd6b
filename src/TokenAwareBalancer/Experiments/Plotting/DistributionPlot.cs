using TokenAwareBalancer.Experiments.Running;

namespace TokenAwareBalancer.Experiments.Plotting;

/// <summary>The part of the answers that came within each time, for each policy.</summary>
internal static class DistributionPlot
{
    public static string Draw(
        ExperimentLatency latency, Func<PolicyOutcome, LatencyCurve> of, IReadOnlyList<PolicyOutcome> policies)
    {
        double[][] curves = [.. policies.Select(policy => of(policy).Seconds)];
        var caption = $"{char.ToUpperInvariant(latency.Name[0])}{latency.Name[1..]}: part of the answers within a time";
        var known = curves.Where(curve => curve.Length > 0).ToArray();
        if (known.Length == 0)
            return "";
        var across = Axis.Logarithmic(
            Math.Max(1e-6, known.Min(curve => curve[0])), known.Max(curve => curve[^1]));
        var plot = new LinePlot(caption, across, Axis.Linear(1)).Grid(
            Axis.Seconds, part => FormattableString.Invariant($"{part * 100:0} %"));
        for (var number = 0; number < curves.Length; number++)
        {
            if (curves[number].Length > 0)
                plot.Path(ReportStyle.Line(number), curves[number].Zip(LatencyCurve.Parts));
        }

        return plot.Figure(caption, LinePlot.Legend(policies.Select(policy => policy.Policy)));
    }
}
