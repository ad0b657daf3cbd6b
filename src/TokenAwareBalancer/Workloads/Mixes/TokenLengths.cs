namespace TokenAwareBalancer.Workloads.Mixes;

/// <summary>Log-normal lengths, told by their mean and deviation, cut at a longest one.</summary>
/// <param name="MeanTokens">The mean before the cut.</param>
/// <param name="DeviationTokens">The standard deviation before the cut.</param>
/// <param name="LongestTokens">Longer draws become this.</param>
internal sealed record TokenLengths(double MeanTokens, double DeviationTokens, int LongestTokens)
{
    /// <summary>The mean of what is drawn, cut and all: the sum over the normal distribution, to four digits.</summary>
    public double DrawnMeanTokens
    {
        get
        {
            const int steps = 1600;
            var (sum, weights) = (0.0, 0.0);
            for (var i = 0; i <= steps; i++)
            {
                var gaussian = 16.0 * i / steps - 8;
                var weight = Math.Exp(-gaussian * gaussian / 2);
                sum += weight * TokensAt(gaussian);
                weights += weight;
            }
            return sum / weights;
        }
    }

    public static TokenLengths Fixed(int tokens) => new(tokens, 0, tokens);

    public int Draw(SeededRandom random) => (int)Math.Round(TokensAt(random.NextGaussian()));

    private double TokensAt(double gaussian)
    {
        var ratio = DeviationTokens / MeanTokens;
        var variance = Math.Log(1 + ratio * ratio);
        return Math.Clamp(MeanTokens * Math.Exp(Math.Sqrt(variance) * gaussian - variance / 2), 1, LongestTokens);
    }
}
