using System.Globalization;
using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Bench.Reporting;

/// <summary>How the numbers of a bench are written: three digits that matter, and their unit.</summary>
internal static class BenchFigures
{
    public static string Seconds(double seconds) => seconds switch
    {
        >= 100 => Write($"{seconds:0} s"),
        >= 10 => Write($"{seconds:0.0} s"),
        >= 1 => Write($"{seconds:0.00} s"),
        >= 0.1 => Write($"{seconds * 1e3:0} ms"),
        >= 0.01 => Write($"{seconds * 1e3:0.0} ms"),
        >= 0.001 => Write($"{seconds * 1e3:0.00} ms"),
        _ => Write($"{seconds * 1e6:0} µs"),
    };

    public static string Number(double number) => number switch
    {
        >= 1000 => Write($"{number:#,0}"),
        >= 100 => Write($"{number:0}"),
        >= 10 => Write($"{number:0.0}"),
        _ => Write($"{number:0.00}"),
    };

    public static string Percent(double part) => Write($"{part * 100:0.0} %");

    /// <summary>0.74 (0.70..0.78), or without the interval when there is none.</summary>
    public static string Ratio(RatioInterval? ratio) => ratio switch
    {
        null => "-",
        { Low: { } low, High: { } high } known => Write($"{known.Ratio:0.000} ({low:0.000}..{high:0.000})"),
        { } known => Write($"{known.Ratio:0.000} (?)"),
    };

    /// <summary>mean, p50, p90, p99.</summary>
    public static IEnumerable<string> Seconds(LatencySummary latency) =>
        Metric.All.Select(metric => Seconds(metric.Of(latency)));

    private static string Write(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
