using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Experiments.Matrix;

/// <summary>How the subject stands against the best rival of one cell and metric.</summary>
/// <param name="Metric">Which number.</param>
/// <param name="SubjectSeconds">Null when it answered nothing.</param>
/// <param name="Rival">The policy with the least; null when none answered.</param>
/// <param name="Ratio">The subject's over the rival's, on the same requests; null when one of both has none.</param>
internal sealed record MetricVerdict(
    MatrixMetric Metric, double? SubjectSeconds, MatrixContender? Rival, RatioInterval? Ratio)
{
    public double? RivalSeconds => Rival is null ? null : Metric.Seconds(Rival);

    /// <summary>What cannot be told is not held.</summary>
    public bool Holds => SubjectSeconds is not null && (Rival is null || Ratio?.High <= Metric.Most);

    /// <summary>How far the upper bound is beyond what it may be, as a factor.</summary>
    public double Excess => (Ratio?.High ?? double.PositiveInfinity) / Metric.Most;

    public static MetricVerdict Of(
        MatrixMetric metric, MatrixContender subject, IEnumerable<MatrixContender> rivals)
    {
        var best = rivals.Where(rival => metric.Seconds(rival) is not null).MinBy(metric.Seconds);
        return new MetricVerdict(
            metric, metric.Seconds(subject), best, best is null ? null : metric.RatioToSubject(best)?.Inverse());
    }
}
