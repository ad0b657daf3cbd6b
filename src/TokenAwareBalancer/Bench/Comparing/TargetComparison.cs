using TokenAwareBalancer.Load;
using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Bench.Comparing;

/// <summary>One target against the baseline, number by number.</summary>
/// <remarks>
/// Both had the same requests in each repeat. With <see cref="RatioInterval.FewestRepeats"/> or more the ratio is taken
/// within each, and the repeats' own spread says how certain it is. With fewer the requests that both answered are
/// compared in pairs.
/// </remarks>
internal sealed class TargetComparison
{
    private readonly BenchPlan _plan;
    private readonly IReadOnlyList<(BenchBlock Ours, BenchBlock Rival)> _repeats;

    /// <param name="result">What was measured.</param>
    /// <param name="target">A target.</param>
    /// <param name="baseline">What it is compared with.</param>
    public TargetComparison(BenchResult result, string target, string baseline)
    {
        _plan = result.Plan;
        (Target, Baseline) = (target, baseline);
        _repeats = [.. result.BlocksOf(target).Join(
            result.BlocksOf(baseline), ours => ours.Repeat, rival => rival.Repeat, (ours, rival) => (ours, rival))];
    }

    public string Target { get; }

    public string Baseline { get; }

    public ComparisonMethod Method =>
        _repeats.Count >= RatioInterval.FewestRepeats ? ComparisonMethod.Repeats : ComparisonMethod.PairedRequests;

    /// <summary>By <see cref="Metric.All"/>; null when one of both has nothing to compare.</summary>
    public IReadOnlyList<RatioInterval?> Compare(ComparedLatency latency) => Method == ComparisonMethod.Repeats
        ? [.. Metric.All.Select(metric => OfRepeats(summary =>
            latency.OfSummary(summary) is { } numbers ? metric.Of(numbers) : null))]
        : OfPairs(latency);

    /// <summary>Good answers per second; null without an objective, or with none good.</summary>
    public RatioInterval? CompareGoodput()
    {
        if (_plan.Objective is not { } objective)
            return null;
        return Method == ComparisonMethod.Repeats
            ? OfRepeats(static summary => summary.GoodPerSecond)
            : OfPairs(objective);
    }

    private RatioInterval? OfRepeats(Func<TargetSummary, double?> select)
    {
        var ratios = _repeats
            .Select(repeat => select(Summarize([repeat.Ours])) / select(Summarize([repeat.Rival])))
            .OfType<double>().Where(static ratio => ratio > 0 && double.IsFinite(ratio)).ToArray();
        // A repeat without an answer on one side cannot be left out: the others would look too good.
        return ratios.Length == _repeats.Count ? RatioInterval.OfRepeats(ratios) : null;
    }

    private RatioInterval?[] OfPairs(ComparedLatency latency)
    {
        var pairs = Pairs().Where(static pair => pair.Ours.IsComplete && pair.Rival.IsComplete)
            .Select(pair => (Ours: latency.OfTiming(pair.Ours), Rival: latency.OfTiming(pair.Rival)))
            .Where(static pair => pair is { Ours: not null, Rival: not null }).ToArray();
        if (pairs.Length == 0)
            return [.. Metric.All.Select(static _ => (RatioInterval?)null)];
        double[] ours = [.. pairs.Select(static pair => pair.Ours!.Value)];
        double[] rival = [.. pairs.Select(static pair => pair.Rival!.Value)];
        var (ourNumbers, rivalNumbers) = (LatencySummary.Of(ours), LatencySummary.Of(rival));
        var bootstrap = new PairedBootstrap(ours, rival, _plan.Seed);
        return [.. Metric.All.Select(metric =>
            (RatioInterval?)bootstrap.Of(metric.Of(ourNumbers) / metric.Of(rivalNumbers), metric))];
    }

    /// <summary>
    /// The part that is good is drawn again and again; how many were due in a second is taken as it was.
    /// </summary>
    private RatioInterval? OfPairs(ServiceObjective objective)
    {
        var pairs = Pairs().ToArray();
        double[] ours = [.. pairs.Select(pair => objective.IsMet(pair.Ours) ? 1.0 : 0.0)];
        double[] rival = [.. pairs.Select(pair => objective.IsMet(pair.Rival) ? 1.0 : 0.0)];
        var ratio = Summarize(_repeats.Select(static repeat => repeat.Ours)).GoodPerSecond
            / Summarize(_repeats.Select(static repeat => repeat.Rival)).GoodPerSecond;
        if (ratio is not > 0 || !double.IsFinite(ratio.Value))
            return null;
        var parts = new PairedBootstrap(ours, rival, _plan.Seed).Of(ours.Average() / rival.Average(), Metric.Average);
        var scale = ratio.Value / parts.Ratio;
        return new RatioInterval(ratio.Value, parts.Low * scale, parts.High * scale);
    }

    private IEnumerable<(AnswerTiming Ours, AnswerTiming Rival)> Pairs() => _repeats.SelectMany(static repeat =>
        repeat.Ours.Measured.Join(
            repeat.Rival.Measured, ours => ours.Index, rival => rival.Index, (ours, rival) => (ours, rival)));

    private TargetSummary Summarize(IEnumerable<BenchBlock> blocks) => TargetSummary.Of([.. blocks], _plan.Objective);
}
