namespace TokenAwareBalancer.Experiments.Running;

/// <summary>Which run it is.</summary>
/// <param name="Load">The part of the saturation; null for a trace at its own rate.</param>
/// <param name="Seed">Of all draws.</param>
/// <param name="Policy">Or <see cref="Fleets.PooledEngine.Name"/>.</param>
internal readonly record struct RunKey(double? Load, int Seed, string Policy)
{
    /// <summary>The value of a sweep that it is at; null outside of one.</summary>
    public string? Point { get; init; }
}
