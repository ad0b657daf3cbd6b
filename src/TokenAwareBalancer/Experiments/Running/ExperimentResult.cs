using TokenAwareBalancer.Experiments.Fleets;

namespace TokenAwareBalancer.Experiments.Running;

/// <summary>All runs of an experiment.</summary>
internal sealed class ExperimentResult
{
    private readonly Dictionary<(double Load, string Policy), PolicyOutcome> _outcomes;

    public ExperimentResult(
        ExperimentPlan plan,
        double saturationPerSecond,
        IReadOnlyList<PolicyOutcome> outcomes,
        ComparedPolicies compared)
    {
        Plan = plan;
        SaturationPerSecond = saturationPerSecond;
        Compared = compared;
        Runs = [.. outcomes.SelectMany(outcome => outcome.Runs)];
        _outcomes = outcomes.ToDictionary(outcome => (outcome.Load ?? 0, outcome.Policy));
    }

    public ExperimentPlan Plan { get; }

    public double SaturationPerSecond { get; }

    public ComparedPolicies Compared { get; }

    public IReadOnlyList<RunOutcome> Runs { get; }

    public required double WallSeconds { get; init; }

    /// <summary>Requests simulated in a second of one core.</summary>
    public double RequestsPerCoreSecond => Runs.Sum(run => (double)run.Simulated) / Runs.Sum(run => run.WallSeconds);

    public PolicyOutcome Of(double? load, string policy) => _outcomes[(load ?? 0, policy)];

    /// <summary>Null where there is none.</summary>
    public PolicyOutcome? Pooled(double? load) => _outcomes.GetValueOrDefault((load ?? 0, PooledEngine.Name));
}
