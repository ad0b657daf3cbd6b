using TokenAwareBalancer.Learning.Lengths;

namespace TokenAwareBalancer.Estimating;

/// <summary>What is expected of the output of one request.</summary>
/// <remarks>
/// <para>
/// The lengths of its answers are those of its group (<see cref="OutputLengths"/>), within its own limit: the mean is
/// <c>E[min(L, cap)]</c>, which is less than <c>min(E[L], cap)</c>.
/// </para>
/// <para>
/// A client that says what it expects is believed: the group's lengths are stretched so that their mean is the hint,
/// <c>s = hint ÷ E[L]</c>, which keeps how far answers are from their mean; the hint itself, within the limit, is then
/// the mean.
/// </para>
/// <para>
/// Of n completions the sum is told: n times the mean, and quantiles as far from it as √n times those of one, which is
/// right for lengths that do not depend on each other and come near a normal distribution.
/// </para>
/// </remarks>
/// <param name="Lengths">Of the group.</param>
/// <param name="CapTokens">The most that one completion may have; infinite without a limit.</param>
/// <param name="Completions">At least 1.</param>
/// <param name="HintTokens">What the client expects of one completion; null when it does not say.</param>
internal readonly record struct OutputForecast(
    LengthDistribution Lengths, double CapTokens, int Completions, double? HintTokens)
{
    private double Stretch => HintTokens is { } hint ? hint / Lengths.MeanTokens : 1;

    /// <summary>The mean over all completions.</summary>
    public double MeanTokens => Completions * MeanOfEach;

    private double MeanOfEach => HintTokens is { } hint ? Math.Min(hint, CapTokens) : Lengths.MeanUpTo(CapTokens);

    /// <summary>What all completions together exceed with a chance of 1 − p.</summary>
    public double Quantile(double probability)
    {
        var each = Math.Min(CapTokens, Stretch * Lengths.Quantile(probability));
        var mean = MeanOfEach;
        return (Completions * mean) + (Math.Sqrt(Completions) * (each - mean));
    }

    /// <summary>What is still to come of an answer that has so many tokens, and has not ended.</summary>
    public double Remaining(long observedTokens)
    {
        var stretch = Stretch;
        var each = (double)observedTokens / Completions / stretch;
        return Completions * stretch * Lengths.Remaining(each, CapTokens / stretch);
    }
}
