namespace TokenAwareBalancer.Learning;

/// <summary>An engine's counts have begun to differ from ours, have ceased to, or differ otherwise.</summary>
/// <param name="State">What holds now.</param>
/// <param name="Belief">By how much.</param>
public sealed record DriftChange(DriftState State, DriftBelief Belief);
