using TokenAwareBalancer.Experiments.Running;
using TokenAwareBalancer.Reporting;

namespace TokenAwareBalancer.Experiments.Reporting;

/// <summary>Prints what an experiment came to.</summary>
internal static class ExperimentReport
{
    public static void Write(ExperimentResult result, TextWriter output)
    {
        output.WriteLine();
        foreach (var line in ExperimentLines.Head(result))
            output.WriteLine(line);
        foreach (var load in result.Plan.Loads)
            Write(result, load, output);
        output.WriteLine();
        output.WriteLine(ExperimentLines.Ratios(result.Plan));
        output.WriteLine(ExperimentLines.Speed(result));
    }

    private static void Write(ExperimentResult result, double? load, TextWriter output)
    {
        var policies = result.Plan.Policies.Select(policy => result.Of(load, policy)).ToArray();
        output.WriteLine();
        output.WriteLine(ExperimentLines.Load(policies[0], result));
        foreach (var rows in new ExperimentTables(result, load).All())
        {
            var table = new TextTable(rows[0]);
            foreach (var row in rows.Skip(1))
                table.Add(row);
            output.WriteLine();
            table.Write(output);
        }

        foreach (var warning in ExperimentLines.Warnings(policies))
            output.WriteLine(warning);
    }
}
