using System.Globalization;
using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Demo.Reporting;

/// <summary>How numbers are written.</summary>
internal static class Figures
{
    /// <summary>The mean over seeds and half of their range.</summary>
    public static string Seconds(SeedSpread spread) =>
        string.Create(CultureInfo.InvariantCulture, $"{spread.Mean:0.00} ±{spread.HalfRange:0.00}");

    /// <summary>The mean change over seeds, and the least and the most of one seed.</summary>
    public static string Change(SeedSpread ratio) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Percent(ratio.Mean - 1)} ({Percent(ratio.Least - 1)}..{Percent(ratio.Most - 1)})");

    /// <summary>With its sign: -12 %.</summary>
    public static string Percent(double part)
    {
        var percent = Math.Round(part * 100);
        // Rounding leaves a minus before zero.
        return string.Create(CultureInfo.InvariantCulture, $"{(percent == 0 ? 0 : percent):+0;-0;0} %");
    }

    public static string Milliseconds(double seconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{seconds * 1000:0.0} ms");
}
