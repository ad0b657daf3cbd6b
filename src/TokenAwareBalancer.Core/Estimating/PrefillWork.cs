namespace TokenAwareBalancer.Estimating;

/// <summary>What of a prompt, or of several, is still to be computed.</summary>
/// <param name="Tokens">p′: without what a prefix cache holds.</param>
/// <param name="Pairs">
/// p′·(p − p′/2): each of those tokens with every one before it, cached or not. Attention costs in proportion to them,
/// which is what makes one long prompt dearer than several short ones.
/// </param>
public readonly record struct PrefillWork(long Tokens, long Pairs)
{
    /// <param name="promptTokens">p, 0 or more.</param>
    /// <param name="cachedTokens">Those that need not be computed, at most p.</param>
    public static PrefillWork Of(long promptTokens, long cachedTokens)
    {
        var tokens = promptTokens - cachedTokens;
        return new PrefillWork(tokens, (tokens * cachedTokens) + (tokens * tokens / 2));
    }

    public static PrefillWork operator +(PrefillWork left, PrefillWork right) =>
        new(left.Tokens + right.Tokens, left.Pairs + right.Pairs);

    public static PrefillWork operator -(PrefillWork left, PrefillWork right) =>
        new(left.Tokens - right.Tokens, left.Pairs - right.Pairs);
}
