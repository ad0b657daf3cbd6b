namespace TokenAwareBalancer.Demo.Statistics;

/// <summary>One number over several seeds: its mean and how far the seeds lie apart.</summary>
internal readonly record struct SeedSpread(double Mean, double Least, double Most)
{
    /// <summary>Half of the distance between the extremes: what the tables print after ±.</summary>
    public double HalfRange => (Most - Least) / 2;

    /// <param name="values">One for each seed; at least one.</param>
    public static SeedSpread Of(IReadOnlyCollection<double> values) => new(values.Average(), values.Min(), values.Max());
}
