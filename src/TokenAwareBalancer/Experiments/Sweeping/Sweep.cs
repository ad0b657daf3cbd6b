namespace TokenAwareBalancer.Experiments.Sweeping;

/// <summary>One thing in several values, all else alike.</summary>
/// <param name="Dimension">What varies.</param>
/// <param name="Points">Two or more, one of which disturbs nothing.</param>
internal sealed record Sweep(SweepDimension Dimension, IReadOnlyList<SweepPoint> Points)
{
    /// <summary>What the others are compared with.</summary>
    public SweepPoint Reference { get; } = Points.First(point => Dimension.IsUndisturbed(point.Value));
}
