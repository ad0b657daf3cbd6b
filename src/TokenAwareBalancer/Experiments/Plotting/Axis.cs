using System.Globalization;

namespace TokenAwareBalancer.Experiments.Plotting;

/// <summary>One direction of a plot: from values to places on the page.</summary>
/// <param name="From">The value at the start.</param>
/// <param name="To">The value at the end, above it.</param>
/// <param name="IsLogarithmic">Each power of ten as long as the next.</param>
internal sealed record Axis(double From, double To, bool IsLogarithmic)
{
    /// <summary>What is written along it, where that is not round values.</summary>
    public IReadOnlyList<double>? Marks { get; init; }

    /// <summary>So many things that are no numbers, each as far from the next.</summary>
    public static Axis Of(int count) =>
        new(0, Math.Max(1, count - 1), IsLogarithmic: false) { Marks = [.. Enumerable.Range(0, count)] };

    public static Axis Linear(double to) => new(0, to > 0 ? to : 1, IsLogarithmic: false);

    /// <summary>Around values above 0.</summary>
    public static Axis Logarithmic(double least, double most) =>
        new(least, Math.Max(most, least * 1.5), IsLogarithmic: true);

    /// <summary>0 at the start, 1 at the end; what is beyond is at its edge.</summary>
    public double Place(double value)
    {
        var place = IsLogarithmic
            ? Math.Log(Math.Max(value, From) / From) / Math.Log(To / From)
            : (value - From) / (To - From);
        return Math.Clamp(place, 0, 1);
    }

    /// <summary>Round values to write along it.</summary>
    public IEnumerable<double> Ticks()
    {
        if (Marks is not null)
            return Marks;
        if (!IsLogarithmic)
            return LinearTicks();
        // Over many powers of ten only they are written, over few also what is between.
        double[] steps = To / From > 1000 ? [1] : To / From > 30 ? [1, 3] : [1, 2, 5];
        return from power in Enumerable.Range((int)Math.Floor(Math.Log10(From)), 24)
               from step in steps
               let value = step * Math.Pow(10, power)
               where value >= From && value <= To
               select value;
    }

    public static string Seconds(double seconds) => seconds switch
    {
        0 => "0",
        < 1 => Round(seconds * 1000, "ms"),
        _ => Round(seconds, "s"),
    };

    public static string Tokens(double tokens) => tokens >= 10_000
        ? string.Create(CultureInfo.InvariantCulture, $"{tokens / 1000:#,0}k")
        : string.Create(CultureInfo.InvariantCulture, $"{tokens:#,0.##}");

    private static string Round(double number, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:0.###} {unit}");

    private IEnumerable<double> LinearTicks()
    {
        var rough = (To - From) / 5;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = power * (rough / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 };
        for (var tick = 0; From + tick * step <= To * 1.0001; tick++)
            yield return From + tick * step;
    }
}
