namespace TokenAwareBalancer.Engine;

/// <summary>A histogram as Prometheus exposes it.</summary>
/// <param name="Bounds">The inclusive upper bounds, ascending, without the infinite one.</param>
/// <param name="Counts">Observations in each bucket alone, and last those beyond all bounds.</param>
/// <param name="Sum">The sum of all observations.</param>
internal sealed record HistogramSnapshot(IReadOnlyList<double> Bounds, IReadOnlyList<long> Counts, double Sum)
{
    public long Count => Counts.Sum();
}
