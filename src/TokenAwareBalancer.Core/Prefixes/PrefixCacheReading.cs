namespace TokenAwareBalancer.Prefixes;

/// <summary>What one backend's prefix cache is believed to hold, and how right such beliefs were.</summary>
/// <remarks>Sums are over all answers since the start that told how much of their prompt was cached.</remarks>
public readonly record struct PrefixCacheReading
{
    /// <summary>What it is believed to hold now.</summary>
    public long BelievedTokens { get; init; }

    /// <summary>What it is believed to hold at most, what is generated aside.</summary>
    public long CapacityTokens { get; init; }

    /// <summary>Beginnings of prompts that it is believed to hold.</summary>
    public int Beginnings { get; init; }

    /// <summary>How much of what is believed is predicted, from 0 to 1.</summary>
    public double Trust { get; init; }

    public long Answers { get; init; }

    public long PromptTokens { get; init; }

    public long PredictedTokens { get; init; }

    public long ObservedTokens { get; init; }

    /// <summary>The sum of the differences between the two, whatever their sign.</summary>
    public long ErrorTokens { get; init; }

    /// <summary>Positive where more was predicted than was found; null before the first answer.</summary>
    public double? BiasTokens => Answers == 0 ? null : (double)(PredictedTokens - ObservedTokens) / Answers;

    /// <summary>The mean error of a prediction; null before the first answer.</summary>
    public double? MeanErrorTokens => Answers == 0 ? null : (double)ErrorTokens / Answers;

    /// <summary>The part of all prompt tokens that was predicted; null before the first answer.</summary>
    public double? PredictedShare => PromptTokens == 0 ? null : (double)PredictedTokens / PromptTokens;

    /// <summary>The part of all prompt tokens that was found; null before the first answer.</summary>
    public double? ObservedShare => PromptTokens == 0 ? null : (double)ObservedTokens / PromptTokens;

    public static PrefixCacheReading operator +(in PrefixCacheReading left, in PrefixCacheReading right) => new()
    {
        BelievedTokens = left.BelievedTokens + right.BelievedTokens,
        CapacityTokens = left.CapacityTokens + right.CapacityTokens,
        Beginnings = left.Beginnings + right.Beginnings,
        Trust = Math.Min(left.Trust, right.Trust),
        Answers = left.Answers + right.Answers,
        PromptTokens = left.PromptTokens + right.PromptTokens,
        PredictedTokens = left.PredictedTokens + right.PredictedTokens,
        ObservedTokens = left.ObservedTokens + right.ObservedTokens,
        ErrorTokens = left.ErrorTokens + right.ErrorTokens,
    };
}
