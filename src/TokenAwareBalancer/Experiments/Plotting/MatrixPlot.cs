using System.Globalization;
using TokenAwareBalancer.Experiments.Matrix;

namespace TokenAwareBalancer.Experiments.Plotting;

/// <summary>How the ratios to the best rivals go with the load, for one fleet and workload; 1 is as good.</summary>
internal static class MatrixPlot
{
    private const double LeastUp = 0.8;
    private const double MostUp = 1.2;

    /// <param name="setting">The name of all cells.</param>
    /// <param name="cells">Of more than one load.</param>
    public static string Draw(string setting, IReadOnlyList<MatrixCell> cells)
    {
        var curves = MatrixMetric.All.Select(metric => Curve(metric, cells)).ToArray();
        var ratios = curves.SelectMany(curve => curve.Select(point => point.Ratio)).ToArray();
        if (ratios.Length == 0)
            return "";
        var up = new Axis(Math.Min(LeastUp, ratios.Min()), Math.Max(MostUp, ratios.Max()), IsLogarithmic: false);
        var loads = cells.Select(cell => cell.Load).ToArray();
        var plot = new LinePlot(setting, new Axis(loads.Min(), loads.Max(), IsLogarithmic: false), up).Grid(
            load => string.Create(CultureInfo.InvariantCulture, $"{load * 100:0.#} %"),
            ratio => string.Create(CultureInfo.InvariantCulture, $"{ratio:0.0#}"));
        plot.Path("curve dashed s7", [(loads.Min(), 1), (loads.Max(), 1)]);
        for (var number = 0; number < curves.Length; number++)
            plot.Path(ReportStyle.Line(number), curves[number]);
        return plot.Figure(setting, LinePlot.Legend(MatrixMetric.All.Select(metric => metric.Name)));
    }

    private static (double Load, double Ratio)[] Curve(MatrixMetric metric, IReadOnlyList<MatrixCell> cells) =>
        [.. from cell in cells
            let ratio = MatrixResult.Verdict(cell, metric).Ratio
            where ratio is not null && double.IsFinite(ratio.Value.Ratio)
            orderby cell.Load
            select (cell.Load, ratio.Value.Ratio)];
}
