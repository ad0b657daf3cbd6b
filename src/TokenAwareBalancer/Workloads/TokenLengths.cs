namespace TokenAwareBalancer.Workloads;

/// <summary>Log-normal lengths, told by their mean and deviation, cut at a longest one.</summary>
/// <param name="MeanTokens">The mean before the cut.</param>
/// <param name="DeviationTokens">The standard deviation before the cut.</param>
/// <param name="LongestTokens">Longer draws become this.</param>
internal sealed record TokenLengths(double MeanTokens, double DeviationTokens, int LongestTokens)
{
    public int Draw(SeededRandom random)
    {
        var ratio = DeviationTokens / MeanTokens;
        var variance = Math.Log(1 + ratio * ratio);
        var tokens = MeanTokens * Math.Exp(Math.Sqrt(variance) * random.NextGaussian() - variance / 2);
        return (int)Math.Clamp(Math.Round(tokens), 1, LongestTokens);
    }
}
