namespace TokenAwareBalancer.Observing.Metrics;

/// <summary>The bucket boundaries of each histogram.</summary>
/// <remarks>Those of <c>gen_ai.*</c> are what the OpenTelemetry conventions for generative AI recommend.</remarks>
internal static class MetricBuckets
{
    public static IReadOnlyList<long> Tokens { get; } =
        [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864];

    public static IReadOnlyList<double> TimeToFirstTokenSeconds { get; } =
        [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    public static IReadOnlyList<double> TimePerOutputTokenSeconds { get; } =
        [0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5];

    public static IReadOnlyList<double> RequestDurationSeconds { get; } =
        [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];

    /// <summary>Finest around 1, which is right, and as far down as up: half is as wrong as twice.</summary>
    public static IReadOnlyList<double> EstimateErrorRatio { get; } =
        [0.1, 0.2, 0.33, 0.5, 0.67, 0.8, 0.9, 0.95, 1, 1.05, 1.1, 1.25, 1.5, 2, 3, 5, 10];
}
