using System.Globalization;
using TokenAwareBalancer.Experiments.Plotting;
using TokenAwareBalancer.Experiments.Running;
using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Experiments.Sweeping;

/// <summary>A sweep as one drawing, to stand beside a text: SVG that needs nothing else, for light and dark.</summary>
internal static class SweepFigure
{
    private const double Gap = 12;
    private const double CaptionHeight = 22;
    private const double LegendRowHeight = 18;
    private const double LegendColumnWidth = 170;
    private const double PanelTop = 3 * CaptionHeight;
    private const double Width = 2 * LinePlot.Width + 3 * Gap;
    private const int LegendColumns = (int)((Width - Gap) / LegendColumnWidth);

    public static void Write(SweepResult result, TextWriter output)
    {
        var policies = result.Plan.Policies;
        var legendTop = PanelTop + LinePlot.Height + Gap;
        var height = legendTop + LegendRowHeight * ((policies.Count + LegendColumns - 1) / LegendColumns);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" width=\"{Width}\" ")
            + string.Create(CultureInfo.InvariantCulture, $"height=\"{height}\" font-family=\"system-ui,sans-serif\">"));
        output.WriteLine($"<style>{ReportStyle.PlotSheet}</style>");
        output.WriteLine("<rect width=\"100%\" height=\"100%\" fill=\"var(--back)\"/>");
        output.WriteLine(Text(Gap, 16, $"{SweepLines.Title(result)}; {result.Plan.Fleet}"));
        output.WriteLine(Text(Gap, 16 + CaptionHeight, result.Plan.Source.Description));
        WritePanel(result, ExperimentLatency.FirstToken, Gap, output);
        WritePanel(result, ExperimentLatency.Whole, LinePlot.Width + 2 * Gap, output);
        for (var number = 0; number < policies.Count; number++)
        {
            var x = Gap + LegendColumnWidth * (number % LegendColumns);
            WriteName(policies[number], number, x, legendTop + LegendRowHeight * (number / LegendColumns), output);
        }

        output.WriteLine("</svg>");
    }

    private static void WritePanel(SweepResult result, ExperimentLatency latency, double x, TextWriter output)
    {
        output.WriteLine(Text(x, PanelTop - 6, SweepPlot.Caption(result, latency, Metric.Average)));
        output.WriteLine(SweepPlot.Draw(result, latency, Metric.Average)?.Panel(x, PanelTop));
    }

    private static void WriteName(string policy, int number, double x, double y, TextWriter output) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"<path class=\"{ReportStyle.Line(number)}\" d=\"M{x} {y}L{x + 20} {y}\"/>") + Text(x + 26, y + 4, policy));

    private static string Text(double x, double y, string text) => string.Create(
        CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{y}\">{ReportPage.Text(text)}</text>");
}
