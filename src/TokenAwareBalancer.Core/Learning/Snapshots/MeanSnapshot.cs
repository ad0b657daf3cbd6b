namespace TokenAwareBalancer.Learning.Snapshots;

/// <summary>A <see cref="DecayingMean"/> as it was.</summary>
/// <param name="Numerator">Of the ratio.</param>
/// <param name="Denominator">Of the ratio, above 0: how much is known.</param>
public sealed record MeanSnapshot(double Numerator, double Denominator);
