namespace TokenAwareBalancer.Experiments.Sweeping;

/// <summary>One thing in several values, all else alike.</summary>
/// <param name="Dimension">What varies.</param>
/// <param name="Points">Two or more.</param>
/// <param name="Reference">The one of them that the others are compared with.</param>
internal sealed record Sweep(SweepDimension Dimension, IReadOnlyList<SweepPoint> Points, SweepPoint Reference);
