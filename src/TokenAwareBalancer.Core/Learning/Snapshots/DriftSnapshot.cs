namespace TokenAwareBalancer.Learning.Snapshots;

/// <summary>A <see cref="TokenizerDrift"/> as it was.</summary>
/// <param name="Sums">Of its regression, in the order of <see cref="SymmetricSystem.Sums"/>.</param>
/// <param name="RelativeError">Of its corrections.</param>
/// <param name="Observations">Prompts that it was learned from.</param>
public sealed record DriftSnapshot(IReadOnlyList<double> Sums, MeanSnapshot RelativeError, long Observations);
