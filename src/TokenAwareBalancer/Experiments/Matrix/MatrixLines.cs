using System.Globalization;
using TokenAwareBalancer.Bench.Reporting;
using TokenAwareBalancer.Experiments.Reporting;

namespace TokenAwareBalancer.Experiments.Matrix;

/// <summary>Sentences of a matrix' report: what was judged, what came out, and how to read it.</summary>
internal static class MatrixLines
{
    public static IEnumerable<string> Head(MatrixResult result)
    {
        var plan = result.Plan;
        yield return $"{plan.Subject} against the best, of each cell and metric, of {string.Join(", ", plan.Rivals)}.";
        var cells = plan.Cells == 1 ? "1 cell" : Write($"{plan.Cells} cells");
        var part = plan.Parts[0].Plan;
        yield return Write($"{cells}; {ExperimentLines.Seeds(part)} from {plan.Seeds[0]}; {Requests(plan)}, the first ")
            + Write($"{part.WarmUpShare * 100:0.#} % not measured{ExperimentLines.Conditions(part)}.");
        foreach (var workload in plan.Parts.Select(part => part.Plan.Source.Description).Distinct())
            yield return $"{workload}.";
        if (plan.LeftOut.Count > 0)
            yield return LeftOut(plan);
    }

    public static string LeftOut(MatrixPlan plan) =>
        $"Left out, as their trace was not given: {string.Join("; ", plan.LeftOut)}. Give --trace FILE or a folder.";

    public static IEnumerable<string> Summary(MatrixResult result)
    {
        var all = result.Cells.Count;
        yield return Write($"{result.Plan.Subject} holds in {result.Held} of {all} cells: ")
            + string.Join(", ", MatrixMetric.All.Select(
                metric => Write($"{metric.Name} in {result.HeldOf(metric)}")))
            + Write($", preemptions in {result.Cells.Count(cell => cell.Preemptions.Holds)}.");
        if (result.Cells.Count(cell => cell is { Holds: false, IsMarked: true }) is > 0 and var marked)
            yield return Write($"Of the {all - result.Held} where it does not, {marked} are marked: their numbers are ")
                + "those of a run that had not settled.";
    }

    public static IEnumerable<string> Warnings(MatrixResult result) => ExperimentLines.Warnings(
        Marked(result, one => one.IsGrowing), Marked(result, one => one.IsFilling));

    public static string Legend =>
        "Each number is over all seeds together. A best rival is the one with the least of a metric in a cell, chosen "
        + "after the fact, which favours rivals; the ratio is the subject's over it on the same requests, in brackets "
        + "95 %. It holds where the upper end is within the bound, there is no preemption storm (no more preempted "
        + "than under the best rival with fewest, or 0.5 % of the requests), and no more is refused.";

    public static string Speed(MatrixResult result) =>
        Write($"Simulated {result.Simulated:#,0} requests in {BenchFigures.Seconds(result.WallSeconds)}.");

    /// <summary>As many everywhere of those drawn and shuffled, of traces in their own order what they have.</summary>
    private static string Requests(MatrixPlan plan)
    {
        var counts = plan.Parts.Select(part => part.Plan.Requests).Distinct().Order().ToArray();
        return counts.Length == 1
            ? Write($"{counts[0]:#,0} requests each")
            : Write($"{counts[0]:#,0} to {counts[^1]:#,0} requests each");
    }

    private static IEnumerable<string> Marked(MatrixResult result, Func<MatrixContender, bool> isMarked) =>
        result.Cells.Select(cell => (cell.Name, Policies: cell.Judged.Where(isMarked).Select(one => one.Policy)))
            .Where(one => one.Policies.Any()).Select(one => $"{string.Join(" and ", one.Policies)} in {one.Name}");

    private static string Write(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
