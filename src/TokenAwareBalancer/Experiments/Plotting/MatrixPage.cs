using TokenAwareBalancer.Experiments.Matrix;

namespace TokenAwareBalancer.Experiments.Plotting;

/// <summary>The report of a matrix as one page that needs nothing else.</summary>
internal static class MatrixPage
{
    /// <param name="result">What came out.</param>
    /// <param name="commandLine">What was asked for.</param>
    /// <param name="output">Gets the page.</param>
    public static void Write(MatrixResult result, string commandLine, TextWriter output) =>
        PageFrame.Write("Simulated matrix", commandLine, output, () => WriteBody(result, output));

    private static void WriteBody(MatrixResult result, TextWriter output)
    {
        WriteLines([.. MatrixLines.Head(result), MatrixLines.Speed(result),
            ReportEnvironment.Describe(result.Plan.Parts[0].Plan)], "", output);
        output.WriteLine("<section>\n<h2>Summary</h2>");
        WriteLines(MatrixLines.Summary(result), "", output);
        if (MatrixTables.Worst(result) is { } worst)
            ReportTables.Write([worst], output);
        WriteLines(MatrixLines.Warnings(result), " class=\"warning\"", output);
        output.WriteLine("</section>\n<section>\n<h2>By load</h2>\n<div class=\"plots\">");
        foreach (var cells in result.Cells.GroupBy(cell => cell.Setting.Name).Where(cells => cells.Count() > 1))
            output.WriteLine(MatrixPlot.Draw(cells.Key, [.. cells]));
        output.WriteLine("</div>\n</section>\n<section>\n<h2>All cells</h2>");
        ReportTables.Write(MatrixTables.All(result), output);
        output.WriteLine("</section>");
        WriteLines([MatrixLines.Legend], "", output);
    }

    private static void WriteLines(IEnumerable<string> lines, string attributes, TextWriter output)
    {
        foreach (var line in lines)
            output.WriteLine($"<p{attributes}>{ReportPage.Text(line)}</p>");
    }
}
