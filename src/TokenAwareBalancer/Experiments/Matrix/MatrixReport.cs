using TokenAwareBalancer.Reporting;

namespace TokenAwareBalancer.Experiments.Matrix;

/// <summary>Prints what a matrix came to, the summary last.</summary>
internal static class MatrixReport
{
    public static void Write(MatrixResult result, TextWriter output)
    {
        output.WriteLine();
        foreach (var line in MatrixLines.Head(result))
            output.WriteLine(line);
        foreach (var rows in MatrixTables.All(result))
            Write(rows, output);
        output.WriteLine();
        output.WriteLine(MatrixLines.Legend);
        foreach (var line in MatrixLines.Warnings(result))
            output.WriteLine(line);
        if (MatrixTables.Worst(result) is { } worst)
            Write(worst, output);
        output.WriteLine();
        foreach (var line in MatrixLines.Summary(result))
            output.WriteLine(line);
        output.WriteLine(MatrixLines.Speed(result));
    }

    private static void Write(string[][] rows, TextWriter output)
    {
        var table = new TextTable(rows[0]);
        foreach (var row in rows.Skip(1))
            table.Add(row);
        output.WriteLine();
        table.Write(output);
    }
}
