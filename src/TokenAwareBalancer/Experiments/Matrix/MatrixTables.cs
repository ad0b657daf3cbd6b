using System.Globalization;
using TokenAwareBalancer.Bench.Reporting;

namespace TokenAwareBalancer.Experiments.Matrix;

/// <summary>The tables of a matrix as cells, the first row of each its heads: the same in text and on a page.</summary>
internal static class MatrixTables
{
    /// <summary>One for each metric, and one of the cells as a whole.</summary>
    public static IEnumerable<string[][]> All(MatrixResult result) =>
        [.. MatrixMetric.All.Select(metric => OfMetric(metric, result)), OfCells(result)];

    /// <summary>Null when all holds.</summary>
    public static string[][]? Worst(MatrixResult result)
    {
        string[][] rows = [.. result.Worst().Select(one => (string[])[
            one.Cell.Name,
            one.Verdict.Metric.Name,
            one.Verdict.Rival?.Policy ?? "none",
            BenchFigures.Ratio(one.Verdict.Ratio),
            Write($"{one.Verdict.Metric.Most:0.00}"),
            Marks(one.Cell),
        ])];
        return rows.Length == 0 ? null : [["the worst", "metric", "best rival", "ratio", "bound", ""], .. rows];
    }

    private static string[][] OfMetric(MatrixMetric metric, MatrixResult result) =>
    [
        [metric.Name, result.Plan.Subject, "best rival", "which", "ratio", Write($"upper end ≤ {metric.Most:0.00}")],
        .. result.Cells.Select(cell => OfMetric(cell.Name, MatrixResult.Verdict(cell, metric))),
    ];

    private static string[] OfMetric(string cell, MetricVerdict verdict) =>
    [
        cell,
        Seconds(verdict.SubjectSeconds),
        Seconds(verdict.RivalSeconds),
        verdict.Rival?.Policy ?? "none",
        BenchFigures.Ratio(verdict.Ratio),
        Holds(verdict.Holds),
    ];

    private static string[][] OfCells(MatrixResult result) =>
    [
        ["cell", "load", "requests/s", "preempted", "best rival's", "holds", "does not hold", "marks"],
        .. result.Cells.Select(cell => (string[])[
            cell.Name,
            BenchFigures.Percent(cell.Load),
            BenchFigures.Number(cell.RatePerSecond),
            Write($"{cell.Preemptions.Subject:#,0}"),
            Write($"{cell.Preemptions.FewestOfRivals:#,0}"),
            Holds(cell.Holds),
            string.Join(", ", cell.Misses),
            Marks(cell),
        ]),
    ];

    private static string Marks(MatrixCell cell) => string.Join(", ", (string[])[
        .. cell.Judged.Any(one => one.IsGrowing) ? (string[])["growing"] : [],
        .. cell.Judged.Any(one => one.IsFilling) ? (string[])["filling"] : [],
    ]);

    private static string Holds(bool holds) => holds ? "yes" : "NO";

    private static string Seconds(double? seconds) => seconds is { } known ? BenchFigures.Seconds(known) : "-";

    private static string Write(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
