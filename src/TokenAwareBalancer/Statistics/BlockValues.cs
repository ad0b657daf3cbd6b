namespace TokenAwareBalancer.Statistics;

/// <summary>Values in blocks, of which a resample takes some never and some often; sorted once for all.</summary>
/// <remarks>
/// The sorted values are cut into slices, and it is kept how many of each block lie up to the end of each slice. A rank
/// is then found by halving, in as many steps as blocks times the logarithm of the slices, however many values there
/// are. Up to <see cref="MostSlices"/> values each is a slice of its own, and nothing is rounded; beyond, a percentile
/// is told to one part in as many.
/// </remarks>
internal sealed class BlockValues
{
    private const int MostSlices = 65_536;
    private const int FewestSlices = 1024;

    /// <summary>64 MB of counts.</summary>
    private const int MostCounts = 16 * 1024 * 1024;

    private readonly int _blocks;
    private readonly double[] _sums;

    /// <summary>The largest value of each slice.</summary>
    private readonly double[] _ends;

    /// <summary>By slice, and within by block.</summary>
    private readonly int[] _countsUpTo;

    /// <param name="runs">By request; those that are not a number are left out.</param>
    /// <param name="blocksOfRun">That each run is cut into.</param>
    public BlockValues(IReadOnlyList<double[]> runs, int blocksOfRun)
    {
        (Runs, FewestOfRun) = (runs.Count, runs.Min(run => run.Length));
        _blocks = runs.Count * blocksOfRun;
        _sums = new double[_blocks];
        var (values, blocks) = Sort(runs, blocksOfRun);
        var slices = Math.Min(values.Length, Math.Clamp(MostCounts / _blocks, FewestSlices, MostSlices));
        _ends = new double[slices];
        _countsUpTo = new int[slices * _blocks];
        for (var i = 0; i < values.Length; i++)
        {
            var slice = (int)((long)i * slices / values.Length);
            _ends[slice] = values[i];
            _countsUpTo[slice * _blocks + blocks[i]]++;
            _sums[blocks[i]] += values[i];
        }

        for (var i = _blocks; i < _countsUpTo.Length; i++)
            _countsUpTo[i] += _countsUpTo[i - _blocks];
    }

    public int Runs { get; }

    /// <summary>Requests of the shortest run, those without a value too.</summary>
    public int FewestOfRun { get; }

    /// <param name="times">How often the resample has each block, those of the first run first.</param>
    /// <returns>Null when it has no value.</returns>
    public LatencySummary? Summarize(int[] times)
    {
        var count = _ends.Length == 0 ? 0 : CountUpTo(_ends.Length - 1, times);
        if (count == 0)
            return null;
        var sum = 0.0;
        for (var block = 0; block < times.Length; block++)
            sum += times[block] * _sums[block];
        return new LatencySummary(
            sum / count, AtRank(0.5, count, times), AtRank(0.9, count, times), AtRank(0.99, count, times));
    }

    // The lower of the two nearest ranks: between neighbours of thousands there is nothing to tell.
    private double AtRank(double part, long count, int[] times)
    {
        var rank = (long)(part * (count - 1));
        var (low, high) = (0, _ends.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = CountUpTo(middle, times) > rank ? (low, middle) : (middle + 1, high);
        }

        return _ends[low];
    }

    private long CountUpTo(int slice, int[] times)
    {
        var counts = _countsUpTo.AsSpan(slice * _blocks, _blocks);
        var count = 0L;
        for (var block = 0; block < counts.Length; block++)
            count += (long)times[block] * counts[block];
        return count;
    }

    private static (double[] Values, int[] Blocks) Sort(IReadOnlyList<double[]> runs, int blocksOfRun)
    {
        var values = new double[runs.Sum(run => run.Count(value => !double.IsNaN(value)))];
        var blocks = new int[values.Length];
        var next = 0;
        for (var number = 0; number < runs.Count; number++)
        {
            for (var index = 0; index < runs[number].Length; index++)
            {
                if (double.IsNaN(runs[number][index]))
                    continue;
                values[next] = runs[number][index];
                blocks[next++] = number * blocksOfRun + (int)((long)index * blocksOfRun / runs[number].Length);
            }
        }

        Array.Sort(values, blocks);
        return (values, blocks);
    }
}
