namespace TokenAwareBalancer.Statistics;

/// <summary>How certain a ratio is that was measured once, from the requests of that one measurement.</summary>
/// <remarks>
/// Both sides answered the same requests, so what is drawn are pairs: a long prompt is in both or in neither. Of each
/// of many resamples (Efron, "Bootstrap methods", 1979) the ratio is taken; the interval is the middle 95 % of them.
/// It takes requests for independent, which neighbours in a queue are not, and it knows nothing of what would differ
/// the next time: it is too narrow, the more so the fuller the target. Repeats know both.
/// </remarks>
internal sealed class PairedBootstrap
{
    /// <summary>Below, the few that there are repeat themselves in every resample.</summary>
    public const int FewestPairs = 20;

    private const int FewestResamples = 200;
    private const int MostResamples = 2000;

    /// <summary>About a second's worth.</summary>
    private const int MostDraws = 50_000_000;

    private readonly List<(LatencySummary Ours, LatencySummary Rival)> _resamples = [];

    /// <param name="ours">By request.</param>
    /// <param name="rival">By request, in the same order.</param>
    /// <param name="seed">Decides the draws.</param>
    public PairedBootstrap(IReadOnlyList<double> ours, IReadOnlyList<double> rival, int seed)
    {
        if (ours.Count < FewestPairs)
            return;
        var random = new SeededRandom(seed);
        var (ourValues, rivalValues) = (new ResampledValues(ours), new ResampledValues(rival));
        var resamples = Math.Clamp(MostDraws / ours.Count, FewestResamples, MostResamples);
        for (var i = 0; i < resamples; i++)
        {
            var times = Draw(ours.Count, random);
            _resamples.Add((ourValues.Summarize(times), rivalValues.Summarize(times)));
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

    private static int[] Draw(int pairs, SeededRandom random)
    {
        var times = new int[pairs];
        for (var i = 0; i < pairs; i++)
            times[random.NextInteger(0, pairs - 1)]++;
        return times;
    }
}
