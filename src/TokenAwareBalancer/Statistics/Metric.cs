namespace TokenAwareBalancer.Statistics;

/// <summary>One of the numbers that policies are compared by.</summary>
internal sealed record Metric(string Name, Func<LatencySummary, double> Of)
{
    public static readonly Metric Average = new("average", static latency => latency.AverageSeconds);
    public static readonly Metric P50 = new("p50", static latency => latency.P50Seconds);
    public static readonly Metric P90 = new("p90", static latency => latency.P90Seconds);
    public static readonly Metric P99 = new("p99", static latency => latency.P99Seconds);

    public static IReadOnlyList<Metric> All { get; } = [Average, P50, P90, P99];

    /// <summary>Among <see cref="All"/>.</summary>
    public static int PlaceOf(Metric metric) => All.TakeWhile(one => one != metric).Count();
}
