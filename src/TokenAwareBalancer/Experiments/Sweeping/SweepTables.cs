using TokenAwareBalancer.Bench.Reporting;
using TokenAwareBalancer.Experiments.Running;
using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Experiments.Sweeping;

/// <summary>The tables of a sweep as cells, the first row of each its heads: the same in text and on a page.</summary>
internal sealed class SweepTables
{
    private readonly SweepResult _result;

    public SweepTables(SweepResult result) => _result = result;

    public IEnumerable<string[][]> All() =>
    [
        Latency(ExperimentLatency.FirstToken, Metric.Average),
        Latency(ExperimentLatency.FirstToken, Metric.P99),
        Latency(ExperimentLatency.Whole, Metric.Average),
        Latency(ExperimentLatency.Whole, Metric.P99),
        Answers(),
    ];

    private string[][] Latency(ExperimentLatency latency, Metric metric) =>
    [
        [$"{latency.Name}, {metric.Name}", .. _result.Sweep.Points.Select(point => point.Value)],
        .. _result.Plan.Policies.Select(policy => (string[])[
            policy, .. _result.Of(policy).Select(one => Cell(one, latency, metric))]),
    ];

    private string Cell(SweepOutcome one, ExperimentLatency latency, Metric metric)
    {
        if (latency.OfPolicy(one.Outcome) is not { } summary)
            return "-";
        if (_result.IsReference(one))
            return BenchFigures.Seconds(metric.Of(summary));
        return one.RatiosOf(latency) is { } ratios ? BenchFigures.Ratio(ratios[Metric.PlaceOf(metric)]) : "-";
    }

    private string[][] Answers() =>
    [
        ["preempted, refused", .. _result.Sweep.Points.Select(point => point.Value)],
        .. _result.Plan.Policies.Select(policy => (string[])[
            policy, .. _result.Of(policy).Select(one => $"{one.Outcome.Preemptions}, {one.Outcome.Refused}")]),
    ];
}
