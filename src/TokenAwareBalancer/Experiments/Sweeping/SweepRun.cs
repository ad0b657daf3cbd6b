using TokenAwareBalancer.Experiments.Running;
using TokenAwareBalancer.Simulating.Arriving;
using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Experiments.Sweeping;

/// <summary>Runs a sweep, and compares each policy with itself at the reference.</summary>
/// <remarks>
/// One policy after the other, so that no more is kept at once than the runs of one policy at two points. All have the
/// same requests and arrivals.
/// </remarks>
internal sealed class SweepRun
{
    private readonly Sweep _sweep;
    private readonly double _saturationPerSecond;
    private readonly IExperimentProgress _progress;
    private readonly CancellationToken _cancellationToken;

    private SweepRun(
        Sweep sweep, double saturationPerSecond, IExperimentProgress progress, CancellationToken cancellationToken)
    {
        (_sweep, _saturationPerSecond) = (sweep, saturationPerSecond);
        (_progress, _cancellationToken) = (progress, cancellationToken);
    }

    public static SweepResult Run(Sweep sweep, IExperimentProgress progress, CancellationToken cancellationToken)
    {
        var plan = sweep.Reference.Plan;
        var saturationPerSecond = Saturation.FindRatePerSecond(
            plan.Fleet.Backends, plan.Source.Sample(), cancellationToken: cancellationToken);
        var run = new SweepRun(sweep, saturationPerSecond, progress, cancellationToken);
        return new SweepResult(sweep, saturationPerSecond, [.. plan.Policies.SelectMany(run.RunPolicy)]);
    }

    private IEnumerable<SweepOutcome> RunPolicy(string policy)
    {
        var reference = Run(_sweep.Reference, policy);
        foreach (var point in _sweep.Points)
        {
            if (point == _sweep.Reference)
            {
                yield return new SweepOutcome(point, reference, new Dictionary<string, RatioInterval[]>());
                continue;
            }

            var outcome = Run(point, policy);
            var ratios = Compare(outcome, reference, point.Plan);
            outcome.Release();
            yield return new SweepOutcome(point, outcome, ratios);
        }

        reference.Release();
    }

    private PolicyOutcome Run(SweepPoint point, string policy)
    {
        var experiment = new Experiment(point.Plan, _saturationPerSecond, _progress);
        return new PolicyOutcome(experiment.Run(
            [.. point.Plan.Seeds.Select(seed => new RunKey(point.Plan.Loads[0], seed, policy)
            {
                Point = $"{_sweep.Dimension.Option} {point.Value}",
            })],
            _cancellationToken));
    }

    private static Dictionary<string, RatioInterval[]> Compare(
        PolicyOutcome outcome, PolicyOutcome reference, ExperimentPlan plan)
    {
        Dictionary<string, RatioInterval[]> ratios = [];
        foreach (var latency in ExperimentLatency.All)
        {
            if (PairedRatios.Of(outcome, reference, PairedRatios.Sort(reference, latency), latency, plan) is { } known)
                ratios.Add(latency.Key, known);
        }

        return ratios;
    }
}
