using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Experiments.Matrix;

/// <summary>One of the numbers that a cell is judged by.</summary>
/// <param name="Name">In tables.</param>
/// <param name="Key">In JSON.</param>
/// <param name="Most">What the upper bound of the ratio to the best rival may be.</param>
/// <param name="Seconds">Of a policy; null when it answered nothing.</param>
/// <param name="RatioToSubject">Of a rival.</param>
internal sealed record MatrixMetric(
    string Name,
    string Key,
    double Most,
    Func<MatrixContender, double?> Seconds,
    Func<MatrixContender, RatioInterval?> RatioToSubject)
{
    private const double MostOfMean = 1.02;
    private const double MostOfP99 = 1.05;

    public static IReadOnlyList<MatrixMetric> All { get; } =
    [
        new("mean TTFT", "ttftMean", MostOfMean,
            static one => one.FirstToken?.AverageSeconds, static one => one.FirstTokenRatios?[0]),
        new("mean E2E", "e2eMean", MostOfMean,
            static one => one.Whole?.AverageSeconds, static one => one.WholeRatios?[0]),
        new("p99 TTFT", "ttftP99", MostOfP99,
            static one => one.FirstToken?.P99Seconds, static one => one.FirstTokenRatios?[^1]),
        new("p99 E2E", "e2eP99", MostOfP99,
            static one => one.Whole?.P99Seconds, static one => one.WholeRatios?[^1]),
    ];
}
