using TokenAwareBalancer.Experiments.Running;
using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Experiments.Plotting;

/// <summary>How latencies rise with the load, where there are several.</summary>
internal static class LoadSweep
{
    public static void Write(ExperimentResult result, TextWriter output)
    {
        if (result.Plan.Loads.Count < 2)
            return;
        output.WriteLine("<section>\n<h2>By load</h2>\n<div class=\"plots\">");
        foreach (var latency in (ExperimentLatency[])[ExperimentLatency.FirstToken, ExperimentLatency.Whole])
        {
            foreach (var metric in (Metric[])[Metric.Average, Metric.P99])
                output.WriteLine(Draw(result, latency, metric));
        }

        output.WriteLine("</div>\n</section>");
    }

    private static string Draw(ExperimentResult result, ExperimentLatency latency, Metric metric)
    {
        var plan = result.Plan;
        var loads = plan.Loads.OfType<double>().Order().ToArray();
        var caption = $"{char.ToUpperInvariant(latency.Name[0])}{latency.Name[1..]}, {metric.Name}";
        var curves = plan.Policies.Select(policy => loads
            .Select(load => (load, Summary: latency.OfPolicy(result.Of(load, policy))))
            .Where(point => point.Summary is not null)
            .Select(point => (point.load, Seconds: metric.Of(point.Summary!))).ToArray()).ToArray();
        var seconds = curves.SelectMany(curve => curve.Select(point => point.Seconds)).ToArray();
        if (seconds.Length == 0)
            return "";
        var plot = new LinePlot(caption, new Axis(loads[0], loads[^1], IsLogarithmic: false),
            Axis.Logarithmic(seconds.Min() * 0.9, seconds.Max() * 1.1));
        plot.Grid(load => FormattableString.Invariant($"{load * 100:0.#} %"), Axis.Seconds);
        for (var number = 0; number < curves.Length; number++)
            plot.Path(ReportStyle.Line(number), curves[number]);
        return plot.Figure(caption, LinePlot.Legend(plan.Policies));
    }
}
