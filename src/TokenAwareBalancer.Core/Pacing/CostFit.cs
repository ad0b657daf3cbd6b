namespace TokenAwareBalancer.Pacing;

/// <summary>From sums to costs: what is expected before anything is known, and how much that weighs.</summary>
/// <remarks>
/// Engines of all kinds differ in speed by far more than in how their costs relate to each other. So what is expected
/// are the costs of the prior, or those that were learned in an earlier life, times the one factor that fits the rows
/// best. Around that each cost may move: a and b freely, c and e by half and d by a third, because the number of streams
/// and the tokens that they read rise and fall together and can hardly be told apart. What disturbs one row disturbs the
/// next, so that rows say less than as many that were independent would.
/// </remarks>
internal static class CostFit
{
    /// <summary>Fewer rows than this say little about the factor.</summary>
    private const double LeastRows = 8;

    /// <summary>Also without any noise the model is one.</summary>
    private const double LeastNoise = 0.02;

    /// <summary>Between independent jitter, 1, and a machine that others use too.</summary>
    private const double RowsThatCountAsOne = 4;

    private static readonly double[] Deviations = [1, 1, 0.5, 0.3, 0.5, 5];

    /// <param name="sums">The rows.</param>
    /// <param name="expected">What is expected, up to the factor; in units of the prior.</param>
    /// <param name="noise">Relative deviation of a row.</param>
    /// <param name="certainty">From 0 for the prior to 1 for what has just been learned of the same engines.</param>
    /// <param name="unknowns">The result.</param>
    public static void Solve(
        CostSums sums, ReadOnlySpan<double> expected, double noise, double certainty, Span<double> unknowns)
    {
        Span<double> centre = stackalloc double[CostSums.Unknowns];
        Span<double> strengths = stackalloc double[CostSums.Unknowns];
        var factor = sums.Rows >= LeastRows ? sums.RatioTo(expected, out _) : 1;
        var variance = RowsThatCountAsOne * Math.Max(noise, LeastNoise) * Math.Max(noise, LeastNoise);
        for (var i = 0; i < CostSums.Unknowns; i++)
        {
            // How far away an engine is has nothing to do with how fast it is.
            centre[i] = Math.Max(1e-9, expected[i] * (i == CostSums.Unknowns - 1 ? 1 : factor));
            var deviation = Deviations[i] * (1 - (0.7 * certainty));
            strengths[i] = variance / (deviation * deviation);
        }

        sums.Solve(centre, strengths, unknowns);
    }
}
