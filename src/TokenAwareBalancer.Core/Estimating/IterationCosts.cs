namespace TokenAwareBalancer.Estimating;

/// <summary>What an iteration of a batching engine costs, in milliseconds.</summary>
/// <remarks>
/// <c>t = a + b·P + e·Σ n(ctx + n/2) + c·D + d·ΣKV</c>: P prompt tokens in the iteration, of which each chunk of n
/// tokens follows ctx computed ones; D streams that get one token each; ΣKV the tokens that those streams read.
/// </remarks>
/// <param name="BaseMilliseconds">a: the weights are read once, whatever the batch.</param>
/// <param name="PrefillTokenMilliseconds">b: each prompt token.</param>
/// <param name="StreamMilliseconds">c: each decoding stream.</param>
/// <param name="ContextTokenMilliseconds">d: each KV token that a decoding stream reads.</param>
/// <param name="AttentionPairMilliseconds">e: each pair of a prompt token and one before it.</param>
public readonly record struct IterationCosts(
    double BaseMilliseconds,
    double PrefillTokenMilliseconds,
    double StreamMilliseconds = 0,
    double ContextTokenMilliseconds = 0,
    double AttentionPairMilliseconds = 0)
{
    /// <summary>A chunk of a prompt, without the base that it shares with the rest of its iteration.</summary>
    public double ChunkMilliseconds(long tokens, long contextTokens) =>
        PrefillTokenMilliseconds * tokens + AttentionPairMilliseconds * tokens * (contextTokens + tokens / 2.0);

    /// <summary>One token for each of some streams, without the base.</summary>
    public double DecodeMilliseconds(long streams, long contextTokens) =>
        StreamMilliseconds * streams + ContextTokenMilliseconds * contextTokens;
}
