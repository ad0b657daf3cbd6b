namespace TokenAwareBalancer.Statistics;

/// <summary>Values of which a resample takes some never, some once and some often; sorted once for all.</summary>
internal sealed class ResampledValues
{
    private readonly double[] _sorted;
    private readonly int[] _order;

    public ResampledValues(IReadOnlyList<double> values)
    {
        _sorted = [.. values];
        _order = [.. Enumerable.Range(0, _sorted.Length)];
        Array.Sort(_sorted, _order);
    }

    /// <param name="times">How often the resample has each value; the sum is their number.</param>
    public LatencySummary Summarize(int[] times) => new(
        Mean(times),
        Percentile(times, 0.5),
        Percentile(times, 0.9),
        Percentile(times, 0.99));

    private double Mean(int[] times)
    {
        var sum = 0.0;
        for (var i = 0; i < _sorted.Length; i++)
            sum += _sorted[i] * times[_order[i]];
        return sum / _sorted.Length;
    }

    /// <summary>As <see cref="LatencySummary"/> reads it from the resample written out.</summary>
    private double Percentile(int[] times, double part)
    {
        var rank = part * (_sorted.Length - 1);
        var below = (int)rank;
        var at = 0;
        var seen = times[_order[0]];
        while (seen <= below)
            seen += times[_order[++at]];
        var low = _sorted[at];
        while (seen <= below + 1 && at + 1 < _sorted.Length)
            seen += times[_order[++at]];
        return low + (rank - below) * (_sorted[at] - low);
    }
}
