using TokenAwareBalancer.Experiments.Reporting;
using TokenAwareBalancer.Reporting;

namespace TokenAwareBalancer.Experiments.Sweeping;

/// <summary>Prints what a sweep came to.</summary>
internal static class SweepReport
{
    public static void Write(SweepResult result, TextWriter output)
    {
        output.WriteLine();
        foreach (var line in ExperimentLines.Head(result.Plan, result.SaturationPerSecond))
            output.WriteLine(line);
        output.WriteLine();
        output.WriteLine(SweepLines.Title(result));
        foreach (var rows in new SweepTables(result).All())
        {
            var table = new TextTable(rows[0]);
            foreach (var row in rows.Skip(1))
                table.Add(row);
            output.WriteLine();
            table.Write(output);
        }

        foreach (var warning in SweepLines.Warnings(result))
            output.WriteLine(warning);
        output.WriteLine();
        output.WriteLine(SweepLines.Ratios(result));
    }
}
