namespace TokenAwareBalancer.Experiments.Running;

/// <summary>How latencies are distributed, in so many points that a plot shows no corners.</summary>
/// <param name="Seconds">Of each of <see cref="Parts"/>; empty where there is no latency.</param>
internal readonly record struct LatencyCurve(double[] Seconds)
{
    private const int Points = 160;
    private const double FirstPart = 0.005;
    private const double LastPart = 0.999;

    /// <summary>Parts of the answers, from almost none to almost all.</summary>
    public static IReadOnlyList<double> Parts { get; } = [.. Enumerable.Range(0, Points + 1)
        .Select(point => Math.Min(LastPart, FirstPart + (1 - FirstPart) * point / Points))];

    public static LatencyCurve Of(double[] sorted) =>
        new(sorted.Length == 0 ? [] : [.. Parts.Select(part => sorted[(int)(part * (sorted.Length - 1))])]);
}
