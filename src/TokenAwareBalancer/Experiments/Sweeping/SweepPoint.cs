namespace TokenAwareBalancer.Experiments.Sweeping;

/// <summary>One value of a sweep.</summary>
/// <param name="Value">As it was typed.</param>
/// <param name="Plan">With that value, of one load.</param>
internal sealed record SweepPoint(string Value, ExperimentPlan Plan);
