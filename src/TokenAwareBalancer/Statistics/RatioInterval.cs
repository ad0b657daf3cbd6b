namespace TokenAwareBalancer.Statistics;

/// <summary>How one thing compares with another: their ratio, and where the true one lies with 95 %.</summary>
/// <param name="Ratio">The estimate: 0.8 is a fifth less.</param>
/// <param name="Low">The interval's lower end; null when the measurement cannot tell.</param>
/// <param name="High">Its upper end.</param>
internal readonly record struct RatioInterval(double Ratio, double? Low, double? High)
{
    /// <summary>Fewer say too little of their own spread: t would be 4.3 and more.</summary>
    public const int FewestRepeats = 3;

    /// <summary>The interval excludes 1.</summary>
    public bool IsClear => Low > 1 || High < 1;

    /// <summary>How the other compares with this one.</summary>
    public RatioInterval Inverse() => new(1 / Ratio, 1 / High, 1 / Low);

    /// <summary>From independent repeats: Student's t on the logarithms.</summary>
    /// <remarks>
    /// exp(mean ± t · s / √n) over ln(ratio) of each repeat. Ratios multiply, so it is their logarithms that scatter
    /// evenly: half and double are equally far from 1. The estimate is the geometric mean.
    /// </remarks>
    /// <param name="ratios">One for each repeat, above 0.</param>
    public static RatioInterval OfRepeats(IReadOnlyCollection<double> ratios)
    {
        var logs = SeedSpread.Of([.. ratios.Select(static ratio => Math.Log(ratio))]);
        var ratio = Math.Exp(logs.Mean);
        return ratios.Count < FewestRepeats
            ? new RatioInterval(ratio, null, null)
            : new RatioInterval(ratio, Math.Exp(logs.Mean - logs.ErrorOfMean), Math.Exp(logs.Mean + logs.ErrorOfMean));
    }
}
