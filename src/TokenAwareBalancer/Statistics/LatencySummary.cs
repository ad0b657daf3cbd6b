namespace TokenAwareBalancer.Statistics;

/// <summary>What is told of the latencies of one run, in seconds.</summary>
internal sealed record LatencySummary(double AverageSeconds, double P50Seconds, double P90Seconds, double P99Seconds)
{
    /// <param name="seconds">At least one, in any order.</param>
    public static LatencySummary Of(IEnumerable<double> seconds)
    {
        double[] sorted = [.. seconds];
        Array.Sort(sorted);
        return OfSorted(sorted);
    }

    /// <param name="sorted">At least one, in order.</param>
    public static LatencySummary OfSorted(double[] sorted) =>
        new(sorted.Average(), Percentile(sorted, 0.5), Percentile(sorted, 0.9), Percentile(sorted, 0.99));

    /// <summary>Between the two nearest ranks, in proportion, as spreadsheets and NumPy do.</summary>
    private static double Percentile(double[] sorted, double part)
    {
        var rank = part * (sorted.Length - 1);
        var below = (int)rank;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
    }
}
