namespace TokenAwareBalancer.Experiments.Sources;

/// <summary>Log-normal lengths, told by their median.</summary>
/// <param name="MedianTokens">Half are longer.</param>
/// <param name="Sigma">The standard deviation of the logarithm.</param>
/// <param name="MostTokens">Longer draws become this.</param>
internal readonly record struct LogNormalLengths(double MedianTokens, double Sigma, int MostTokens)
{
    public int Draw(SeededRandom random) =>
        (int)Math.Round(Math.Clamp(MedianTokens * Math.Exp(Sigma * random.NextGaussian()), 1, MostTokens));
}
