using TokenAwareBalancer.Experiments.Plotting;
using TokenAwareBalancer.Experiments.Reporting;
using TokenAwareBalancer.Experiments.Running;
using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Experiments.Sweeping;

/// <summary>The report of a sweep as one page that needs nothing else.</summary>
internal static class SweepPage
{
    public static void Write(SweepResult result, string commandLine, TextWriter output) =>
        PageFrame.Write("Simulation sweep", commandLine, output, () => WriteBody(result, output));

    private static void WriteBody(SweepResult result, TextWriter output)
    {
        foreach (var line in ExperimentLines.Head(result.Plan, result.SaturationPerSecond))
            output.WriteLine($"<p>{ReportPage.Text(line)}</p>");
        output.WriteLine($"<p>{ReportPage.Text(ReportEnvironment.Describe(result.Plan))}</p>");
        output.WriteLine($"<section>\n<h2>{ReportPage.Text(SweepLines.Title(result))}</h2>");
        foreach (var warning in SweepLines.Warnings(result))
            output.WriteLine($"<p class=\"warning\">{ReportPage.Text(warning)}</p>");
        output.WriteLine("<div class=\"plots\">");
        foreach (var latency in (ExperimentLatency[])[ExperimentLatency.FirstToken, ExperimentLatency.Whole])
        {
            foreach (var metric in (Metric[])[Metric.Average, Metric.P99])
            {
                output.WriteLine(SweepPlot.Draw(result, latency, metric)?.Figure(
                    SweepPlot.Caption(result, latency, metric), LinePlot.Legend(result.Plan.Policies)));
            }
        }

        output.WriteLine("</div>");
        ReportTables.Write(new SweepTables(result).All(), output);
        output.WriteLine($"<p>{ReportPage.Text(SweepLines.Ratios(result))}</p>\n</section>");
    }
}
