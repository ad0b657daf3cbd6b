namespace TokenAwareBalancer.Statistics;

/// <summary>How certain a ratio is, from long runs over the same requests, one for each seed.</summary>
/// <remarks>
/// Each run is cut into blocks of neighbouring requests. Each of many resamples draws as many seeds as there are, and
/// within each of them as many blocks as it has; of it the ratio is taken, and the interval is the middle 95 % of them
/// (Davison and Hinkley, "Bootstrap methods and their application", 1997, 3.8: first clusters, then what is in them;
/// of blocks: Carlstein, 1986). Both sides draw the same, so what makes one burst or one seed worse than another
/// cancels out. Requests that queue together are drawn together, and what is decided once in a run is drawn with its
/// seed: where seeds differ, the interval is as wide as they are. Of three it reaches from the least of their ratios
/// to the greatest, of fewer it cannot know how far others would lie. It wants blocks that are long against the time
/// an engine takes to forget.
/// <para>
/// Where all seeds have the same requests, there is one set of blocks, and all seeds of a resample have the same of
/// them: runs that are equal then say no more than one.
/// </para>
/// </remarks>
internal sealed class PairedBlockBootstrap
{
    /// <summary>In each run.</summary>
    public const int Blocks = 20;

    /// <summary>A block of fewer has no percentiles to speak of.</summary>
    public const int FewestRequests = 20 * Blocks;

    private const int Resamples = 1000;

    private readonly List<(LatencySummary Ours, LatencySummary Rival)> _resamples = [];

    /// <param name="ours">Of each run, by request in order of arrival, in <see cref="Blocks"/>.</param>
    /// <param name="rival">Of the same runs, by the same requests.</param>
    /// <param name="hasOneSetOfRequests">Whether every run has the same requests.</param>
    /// <param name="seed">Decides the draws.</param>
    public PairedBlockBootstrap(BlockValues ours, BlockValues rival, bool hasOneSetOfRequests, int seed)
    {
        if (ours.FewestOfRun < FewestRequests)
            return;
        var random = new SeededRandom(seed);
        var times = new int[ours.Runs * Blocks];
        for (var i = 0; i < Resamples; i++)
        {
            Draw(times, ours.Runs, hasOneSetOfRequests, random);
            if (ours.Summarize(times) is { } one && rival.Summarize(times) is { } other)
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

    private static void Draw(int[] times, int runs, bool hasOneSetOfRequests, SeededRandom random)
    {
        Array.Clear(times);
        var blocks = DrawBlocks(random);
        for (var i = 0; i < runs; i++)
        {
            var first = Blocks * random.NextInteger(0, runs - 1);
            foreach (var block in blocks)
                times[first + block]++;
            if (!hasOneSetOfRequests)
                blocks = DrawBlocks(random);
        }
    }

    private static int[] DrawBlocks(SeededRandom random) =>
        [.. Enumerable.Range(0, Blocks).Select(_ => random.NextInteger(0, Blocks - 1))];
}
