using TokenAwareBalancer.Experiments.Reporting;
using TokenAwareBalancer.Experiments.Running;

namespace TokenAwareBalancer.Experiments.Plotting;

/// <summary>The part of the answers that came within each time, for each policy.</summary>
internal static class DistributionPlot
{
    private const int Points = 160;
    private const double FirstPart = 0.005;
    private const double LastPart = 0.999;

    public static string Draw(ExperimentLatency latency, IReadOnlyList<PolicyOutcome> policies)
    {
        double[][] sorted = [.. policies.Select(policy => Sort(policy, latency))];
        var caption = $"{char.ToUpperInvariant(latency.Name[0])}{latency.Name[1..]}: part of the answers within a time";
        if (sorted.All(values => values.Length == 0))
            return "";
        var known = sorted.Where(values => values.Length > 0).ToArray();
        var across = Axis.Logarithmic(
            Math.Max(1e-6, known.Min(values => At(values, FirstPart))), known.Max(values => At(values, LastPart)));
        var plot = new LinePlot(caption, across, Axis.Linear(1)).Grid(
            Axis.Seconds, part => FormattableString.Invariant($"{part * 100:0} %"));
        for (var number = 0; number < sorted.Length; number++)
        {
            var values = sorted[number];
            if (values.Length > 0)
                plot.Path(ReportStyle.Line(number), Parts().Select(part => (At(values, part), part)));
        }

        return plot.Figure(caption, LinePlot.Legend(policies.Select(policy => policy.Policy)));
    }

    private static IEnumerable<double> Parts() => Enumerable.Range(0, Points + 1)
        .Select(point => Math.Min(LastPart, FirstPart + (1 - FirstPart) * point / Points));

    private static double At(double[] sorted, double part) => sorted[(int)(part * (sorted.Length - 1))];

    private static double[] Sort(PolicyOutcome policy, ExperimentLatency latency) =>
        [.. policy.Runs.SelectMany(latency.OfRun).Where(one => !double.IsNaN(one)).Order()];
}
