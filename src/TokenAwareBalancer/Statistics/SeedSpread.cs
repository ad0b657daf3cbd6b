namespace TokenAwareBalancer.Statistics;

/// <summary>One number over several seeds: its mean and how far the seeds lie apart.</summary>
/// <param name="Mean">Over the seeds.</param>
/// <param name="Least">Of one seed.</param>
/// <param name="Most">Of one seed.</param>
/// <param name="ErrorOfMean">
/// Half of the interval that holds the true mean with 95 %, by Student's t; infinite for one seed, which says nothing.
/// </param>
internal readonly record struct SeedSpread(double Mean, double Least, double Most, double ErrorOfMean)
{
    /// <summary>The two-sided 95 % quantile for 1, 2, … degrees of freedom; the last stands for all beyond.</summary>
    private static readonly double[] StudentT =
        [12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.20, 2.18, 2.16, 2.14, 2.13, 2.12, 2.11, 2.10];

    /// <summary>Half of the distance between the extremes: what the tables print after ±.</summary>
    public double HalfRange => (Most - Least) / 2;

    /// <param name="values">One for each seed; at least one.</param>
    public static SeedSpread Of(IReadOnlyCollection<double> values) =>
        new(values.Average(), values.Min(), values.Max(), ErrorOf(values));

    private static double ErrorOf(IReadOnlyCollection<double> values)
    {
        if (values.Count == 1)
            return double.PositiveInfinity;
        var mean = values.Average();
        var variance = values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1);
        return StudentT[Math.Min(values.Count - 2, StudentT.Length - 1)] * Math.Sqrt(variance / values.Count);
    }
}
