namespace TokenAwareBalancer.Pacing;

/// <summary>How far off predictions of one thing have been lately.</summary>
/// <param name="Observations">All so far; with 0 the rest says nothing.</param>
/// <param name="Bias">Mean of predicted / observed − 1, each between −1 and 1: above 0 is too much.</param>
/// <param name="Median">Of the same without its sign.</param>
/// <param name="P95">The 95th percentile of that.</param>
public readonly record struct ErrorReading(long Observations, double Bias, double Median, double P95);
