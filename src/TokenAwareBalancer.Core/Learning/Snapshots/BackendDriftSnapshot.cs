namespace TokenAwareBalancer.Learning.Snapshots;

/// <summary>A <see cref="BackendDrift"/> as it was.</summary>
/// <param name="State">What had been told of it, so that it is not told again.</param>
/// <param name="Drift">What it went by.</param>
public sealed record BackendDriftSnapshot(DriftState State, DriftSnapshot Drift);
