namespace TokenAwareBalancer.Statistics;

/// <summary>How certain a ratio is, from long runs over the same requests.</summary>
/// <remarks>
/// Each run is cut into blocks of neighbouring requests. Of each of many resamples, which draw as many blocks as there
/// are out of those of all runs, the ratio is taken; the interval is the middle 95 % of them (a block bootstrap:
/// Carlstein, 1986; the blocks are the batches of the method of batch means). Requests that queue together are drawn
/// together, so what one burst does is not counted as often as it has requests; both sides draw the same blocks, so what
/// makes one burst worse than another cancels out. It wants blocks that are long against the time an engine takes to
/// forget, and does not see what is decided once in a run; the seeds show that.
/// </remarks>
internal sealed class PairedBlockBootstrap
{
    /// <summary>In each run.</summary>
    public const int Blocks = 20;

    /// <summary>A block of fewer has no percentiles to speak of.</summary>
    public const int FewestRequests = 20 * Blocks;

    private const int Resamples = 1000;

    private readonly List<(LatencySummary Ours, LatencySummary Rival)> _resamples = [];

    /// <param name="ours">Of each run, by request in order of arrival; NaN for what a request does not have.</param>
    /// <param name="rival">Of the same runs, by the same requests.</param>
    /// <param name="seed">Decides the draws.</param>
    public PairedBlockBootstrap(IReadOnlyList<double[]> ours, IReadOnlyList<double[]> rival, int seed)
    {
        if (ours.Any(run => run.Length < FewestRequests))
            return;
        var (ourBlocks, rivalBlocks) = (new BlockValues(ours, Blocks), new BlockValues(rival, Blocks));
        var random = new SeededRandom(seed);
        var times = new int[ours.Count * Blocks];
        for (var i = 0; i < Resamples; i++)
        {
            Array.Clear(times);
            for (var block = 0; block < times.Length; block++)
                times[random.NextInteger(0, times.Length - 1)]++;
            if (ourBlocks.Summarize(times) is { } one && rivalBlocks.Summarize(times) is { } other)
                _resamples.Add((one, other));
        }
    }

    /// <param name="ratio">What was measured.</param>
    /// <param name="metric">Which number of both sides it is the ratio of.</param>
    public RatioInterval Of(double ratio, Metric metric)
    {
        var ratios = _resamples.Select(one => metric.Of(one.Ours) / metric.Of(one.Rival))
            .Where(double.IsFinite).Order().ToArray();
        return ratios.Length == 0
            ? new RatioInterval(ratio, null, null)
            : new RatioInterval(ratio, ratios[(int)(0.025 * ratios.Length)], ratios[(int)(0.975 * ratios.Length)]);
    }
}
