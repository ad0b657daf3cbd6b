namespace TokenAwareBalancer.Experiments.Sweeping;

/// <summary>All runs of a sweep.</summary>
/// <param name="Sweep">What was run.</param>
/// <param name="SaturationPerSecond">Of the fleet as it is, undisturbed.</param>
/// <param name="Outcomes">By policy, and of each by value, in their orders.</param>
internal sealed record SweepResult(Sweep Sweep, double SaturationPerSecond, IReadOnlyList<SweepOutcome> Outcomes)
{
    public ExperimentPlan Plan => Sweep.Reference.Plan;

    public IEnumerable<SweepOutcome> Of(string policy) => Outcomes.Where(one => one.Outcome.Policy == policy);

    public bool IsReference(SweepOutcome outcome) => outcome.Point == Sweep.Reference;
}
