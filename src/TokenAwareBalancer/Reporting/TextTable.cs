namespace TokenAwareBalancer.Reporting;

/// <summary>A table of plain text, the same on a terminal and in a file: first column left, the others right.</summary>
internal sealed class TextTable
{
    private const string Gap = "  ";
    private readonly List<string[]> _rows = [];

    public TextTable(params string[] heads) => _rows.Add(heads);

    public void Add(params string[] cells) => _rows.Add(cells);

    public void Write(TextWriter output)
    {
        var widths = Enumerable.Range(0, _rows[0].Length)
            .Select(column => _rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in _rows)
        {
            var cells = row.Select((cell, column) => Pad(cell, widths[column], column));
            output.WriteLine((Gap + string.Join(Gap, cells)).TrimEnd());
        }
    }

    private static string Pad(string cell, int width, int column) =>
        column == 0 ? cell.PadRight(width) : cell.PadLeft(width);
}
