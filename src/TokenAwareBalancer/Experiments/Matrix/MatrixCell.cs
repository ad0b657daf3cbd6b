namespace TokenAwareBalancer.Experiments.Matrix;

/// <summary>What came out in one cell.</summary>
internal sealed record MatrixCell(string Name)
{
    public required MatrixSetting Setting { get; init; }

    /// <summary>The part of the saturation, also of a trace at its own times.</summary>
    public required double Load { get; init; }

    public required double RatePerSecond { get; init; }

    public required string Workload { get; init; }

    public required MatrixContender Subject { get; init; }

    public required IReadOnlyList<MatrixContender> Rivals { get; init; }

    /// <summary>By <see cref="MatrixMetric.All"/>.</summary>
    public required IReadOnlyList<MetricVerdict> Metrics { get; init; }

    public required PreemptionVerdict Preemptions { get; init; }

    /// <summary>The rivals that are best of a metric.</summary>
    public IEnumerable<MatrixContender> BestRivals => Metrics.Select(metric => metric.Rival).OfType<MatrixContender>()
        .DistinctBy(rival => rival.Policy);

    /// <summary>Those whose numbers the verdicts rest on.</summary>
    public IEnumerable<MatrixContender> Judged => BestRivals.Prepend(Subject);

    /// <summary>Latencies are of answers: refusing must not make them better.</summary>
    public bool RefusesMore => Subject.Refused > BestRivals.Select(rival => rival.Refused).DefaultIfEmpty().Min();

    public bool IsMarked => Judged.Any(one => one.IsGrowing || one.IsFilling);

    public bool Holds => Metrics.All(metric => metric.Holds) && Preemptions.Holds && !RefusesMore;

    /// <summary>What does not hold, in words.</summary>
    public IEnumerable<string> Misses =>
    [
        .. Metrics.Where(metric => !metric.Holds).Select(metric => metric.Metric.Name),
        .. Preemptions.Holds ? (string[])[] : ["preemptions"],
        .. RefusesMore ? (string[])["refused"] : [],
    ];
}
