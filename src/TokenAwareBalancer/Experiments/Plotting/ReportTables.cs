namespace TokenAwareBalancer.Experiments.Plotting;

/// <summary>Tables of a page, each of which scrolls on its own where the screen is narrow.</summary>
internal static class ReportTables
{
    public static void Write(IEnumerable<string[][]> tables, TextWriter output)
    {
        foreach (var rows in tables)
        {
            output.WriteLine("<div class=\"scroll\"><table>");
            for (var row = 0; row < rows.Length; row++)
            {
                var tag = row == 0 ? "th" : "td";
                output.WriteLine($"<tr>{string.Concat(rows[row].Select(cell => Cell(tag, cell)))}</tr>");
            }

            output.WriteLine("</table></div>");
        }
    }

    private static string Cell(string tag, string text) => $"<{tag}>{ReportPage.Text(text)}</{tag}>";
}
