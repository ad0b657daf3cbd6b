namespace TokenAwareBalancer.Experiments.Matrix;

/// <summary>All cells of a matrix.</summary>
internal sealed record MatrixResult(MatrixPlan Plan, IReadOnlyList<MatrixCell> Cells)
{
    private const int MostWorst = 12;

    public required double WallSeconds { get; init; }

    public required long Simulated { get; init; }

    public int Held => Cells.Count(cell => cell.Holds);

    public int HeldOf(MatrixMetric metric) => Cells.Count(cell => Verdict(cell, metric).Holds);

    /// <summary>What lies farthest beyond its bound first; empty when all holds.</summary>
    public IEnumerable<(MatrixCell Cell, MetricVerdict Verdict)> Worst() => Cells
        .SelectMany(cell => cell.Metrics, (cell, verdict) => (Cell: cell, Verdict: verdict))
        .Where(one => !one.Verdict.Holds).OrderByDescending(one => one.Verdict.Excess).Take(MostWorst);

    public static MetricVerdict Verdict(MatrixCell cell, MatrixMetric metric) =>
        cell.Metrics.First(verdict => verdict.Metric == metric);
}
