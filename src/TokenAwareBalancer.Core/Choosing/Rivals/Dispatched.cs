namespace TokenAwareBalancer.Choosing.Rivals;

/// <summary>What was sent to a backend: how long it takes it, and how much of the prompts it had.</summary>
/// <param name="Milliseconds">Engine time.</param>
/// <param name="CachedTokens">Those of <paramref name="PromptTokens"/> that were expected in its cache.</param>
/// <param name="PromptTokens">Of all prompts.</param>
internal readonly record struct Dispatched(double Milliseconds, double CachedTokens, double PromptTokens)
{
    /// <summary>The part of the prompts that was cached; 0 when there were none.</summary>
    public double CachedShare => PromptTokens > 0 ? CachedTokens / PromptTokens : 0;

    public static Dispatched operator +(Dispatched left, Dispatched right) => new(
        left.Milliseconds + right.Milliseconds,
        left.CachedTokens + right.CachedTokens,
        left.PromptTokens + right.PromptTokens);
}
