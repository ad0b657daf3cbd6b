namespace TokenAwareBalancer.Learning;

/// <summary>How an engine's counts of prompts differ from those made here.</summary>
/// <param name="OverheadTokens">Tokens that each conversation has beyond what is counted: its chat template's.</param>
/// <param name="TokensPerMessage">The same for each message.</param>
/// <param name="Factor">The engine's tokens of a text for each token counted: 1 for the same tokenizer.</param>
/// <param name="FactorDeviation">How sure that is: its standard deviation.</param>
/// <param name="RelativeError">The mean of |corrected ÷ observed − 1|.</param>
/// <param name="Observations">Prompts that it was learned from.</param>
public sealed record DriftBelief(
    double OverheadTokens, double TokensPerMessage, double Factor, double FactorDeviation, double RelativeError,
    long Observations)
{
    /// <summary>Before anything is known: what is counted is what the engine counts.</summary>
    public static DriftBelief None { get; } = new(0, 0, 1, TokenizerDrift.PriorFactorDeviation, 0, 0);

    /// <summary>The part of <see cref="Factor"/> − 1 that chance does not explain, always at least 0.</summary>
    public double CertainDrift => Math.Max(0, Math.Abs(Factor - 1) - (2 * FactorDeviation));

    /// <summary>What the engine will say of a prompt.</summary>
    /// <param name="countedTokens">All its tokens as counted here.</param>
    /// <param name="textTokens">Those of its text.</param>
    /// <param name="messages">How many messages it has; 0 for what is no conversation.</param>
    public long Correct(long countedTokens, long textTokens, int messages)
    {
        if (countedTokens <= 0)
            return countedTokens;
        var corrected = countedTokens + ((Factor - 1) * textTokens) + (TokensPerMessage * messages)
            + (messages > 0 ? OverheadTokens : 0);
        // Whatever was learned, it is a correction.
        var mostTokens = (4.0 * countedTokens) + 256;
        return (long)Math.Round(Math.Clamp(corrected, Math.Max(1, countedTokens / 4.0), mostTokens));
    }
}
