namespace TokenAwareBalancer.Statistics;

/// <summary>Values in blocks, of which a resample takes some never and some often; sorted once for all.</summary>
internal sealed class BlockValues
{
    private readonly double[] _sorted;
    private readonly int[] _blocks;
    private readonly double[] _sums;
    private readonly int[] _counts;

    /// <param name="runs">By request; those that are not a number are left out.</param>
    /// <param name="blocks">That each run is cut into.</param>
    public BlockValues(IReadOnlyList<double[]> runs, int blocks)
    {
        var values = runs.SelectMany((run, number) => run.Select((value, index) =>
            (Value: value, Block: number * blocks + (int)((long)index * blocks / run.Length))))
            .Where(one => !double.IsNaN(one.Value)).OrderBy(one => one.Value).ToArray();
        _sorted = [.. values.Select(one => one.Value)];
        _blocks = [.. values.Select(one => one.Block)];
        _sums = new double[runs.Count * blocks];
        _counts = new int[runs.Count * blocks];
        foreach (var (value, block) in values)
        {
            _sums[block] += value;
            _counts[block]++;
        }
    }

    /// <param name="times">How often the resample has each block.</param>
    /// <returns>Null when it has no value.</returns>
    public LatencySummary? Summarize(int[] times)
    {
        var (count, sum) = (0L, 0.0);
        for (var block = 0; block < times.Length; block++)
        {
            count += (long)times[block] * _counts[block];
            sum += times[block] * _sums[block];
        }

        if (count == 0)
            return null;
        var at = 0;
        var seen = 0L;
        return new LatencySummary(
            sum / count, Rank(0.5), Rank(0.9), Rank(0.99));

        // The lower of the two nearest ranks: between neighbours of thousands there is nothing to tell.
        double Rank(double part)
        {
            var rank = (long)(part * (count - 1));
            while (seen + times[_blocks[at]] <= rank)
                seen += times[_blocks[at++]];
            return _sorted[at];
        }
    }
}
