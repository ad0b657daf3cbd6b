using System.Net;
using TokenAwareBalancer.Experiments.Reporting;
using TokenAwareBalancer.Experiments.Running;

namespace TokenAwareBalancer.Experiments.Plotting;

/// <summary>The report of an experiment as one page that needs nothing else.</summary>
internal static class ReportPage
{
    /// <param name="result">What came out.</param>
    /// <param name="commandLine">What was asked for.</param>
    /// <param name="output">Gets the page.</param>
    public static void Write(ExperimentResult result, string commandLine, TextWriter output) =>
        PageFrame.Write("Simulation report", commandLine, output, () => WriteBody(result, output));

    public static string Text(string text) => WebUtility.HtmlEncode(text);

    private static void WriteBody(ExperimentResult result, TextWriter output)
    {
        WriteHead(result, output);
        LoadSweep.Write(result, output);
        foreach (var load in result.Plan.Loads)
            WriteLoad(result, load, output);
        output.WriteLine($"<p>{Text(ExperimentLines.Ratios(result.Plan))}</p>");
    }

    private static void WriteHead(ExperimentResult result, TextWriter output)
    {
        foreach (var line in ExperimentLines.Head(result))
            output.WriteLine($"<p>{Text(line)}</p>");
        output.WriteLine($"<p>{Text(ExperimentLines.Speed(result))}</p>");
        output.WriteLine($"<p>{Text(ReportEnvironment.Describe(result.Plan))}</p>");
    }

    private static void WriteLoad(ExperimentResult result, double? load, TextWriter output)
    {
        PolicyOutcome[] policies = [.. result.Plan.Policies.Select(policy => result.Of(load, policy))];
        output.WriteLine($"<section>\n<h2>{Text(ExperimentLines.Load(policies[0], result))}</h2>");
        foreach (var warning in ExperimentLines.Warnings(policies))
            output.WriteLine($"<p class=\"warning\">{Text(warning)}</p>");
        ReportTables.Write(new ExperimentTables(result, load).All(), output);
        output.WriteLine("<div class=\"plots\">");
        output.WriteLine(
            DistributionPlot.Draw(ExperimentLatency.FirstToken, policy => policy.FirstTokenCurve, policies));
        output.WriteLine(DistributionPlot.Draw(ExperimentLatency.Whole, policy => policy.WholeCurve, policies));
        output.WriteLine(SharePlot.Draw(policies, result.Plan.Fleet.Backends));
        output.WriteLine("</div>");
        output.WriteLine("<h3>Prompt tokens sent and not yet answered by a first token, per backend</h3>");
        output.WriteLine($"<div class=\"plots\">{string.Concat(PendingPlot.Draw(policies))}</div>\n</section>");
    }
}
