using TokenAwareBalancer.Experiments.Plotting;
using TokenAwareBalancer.Experiments.Running;
using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Experiments.Sweeping;

/// <summary>What a disturbance costs each policy: its latency over that of the same policy at the reference.</summary>
internal static class SweepPlot
{
    /// <summary>Beyond it a straight scale shows nothing of what is near 1.</summary>
    private const double MostOfStraightScale = 5;

    /// <returns>Null where nothing was answered.</returns>
    public static LinePlot? Draw(SweepResult result, ExperimentLatency latency, Metric metric)
    {
        var points = result.Sweep.Points;
        var curves = result.Plan.Policies.Select(policy => Curve(result, policy, latency, metric)).ToArray();
        var ratios = curves.SelectMany(curve => curve.Select(point => point.Ratio)).ToArray();
        if (ratios.Length == 0)
            return null;
        var plot = new LinePlot(Caption(result, latency, metric), Axis.Of(points.Count), Up(ratios));
        plot.Grid(place => points[(int)place].Value, ratio => FormattableString.Invariant($"{ratio:0.##}"));
        for (var number = 0; number < curves.Length; number++)
            plot.Path(ReportStyle.Line(number), curves[number]);
        return plot;
    }

    public static string Caption(SweepResult result, ExperimentLatency latency, Metric metric) =>
        $"{char.ToUpperInvariant(latency.Name[0])}{latency.Name[1..]}, {metric.Name}, over that at "
        + $"{result.Sweep.Dimension.Option} {result.Sweep.Reference.Value}";

    private static (double Place, double Ratio)[] Curve(
        SweepResult result, string policy, ExperimentLatency latency, Metric metric)
    {
        var number = Metric.PlaceOf(metric);
        return [.. result.Of(policy)
            .Select((one, place) => (Place: (double)place,
                Ratio: result.IsReference(one) ? 1 : one.RatiosOf(latency)?[number].Ratio ?? double.NaN))
            .Where(point => double.IsFinite(point.Ratio) && point.Ratio > 0)];
    }

    /// <summary>From a tenth below to a tenth above at least, so that what costs nothing looks like it.</summary>
    private static Axis Up(double[] ratios)
    {
        var (least, most) = (Math.Min(0.9, ratios.Min()), Math.Max(1.1, ratios.Max()));
        if (most > MostOfStraightScale)
            return Axis.Logarithmic(least, most * 1.1);
        // Round steps from a round start, so that 1 is one of them.
        return most - least > 1
            ? Axis.Linear(Math.Ceiling(most * 2) / 2)
            : new Axis(Math.Floor(least * 10) / 10, Math.Ceiling(most * 10) / 10, IsLogarithmic: false);
    }
}
