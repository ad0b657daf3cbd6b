using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Estimating;

/// <summary>What a request is expected to cost a backend.</summary>
/// <param name="PromptTokens">
/// Prompt tokens, as Understanding has estimated them, or has counted them and the engine is known to.
/// </param>
/// <param name="EstimatedOutputTokens">Output tokens expected over all completions.</param>
/// <param name="OutputLimitTokens">The most the request allows over all completions; <see cref="Unlimited"/> when it
/// sets no limit.</param>
public readonly record struct WorkEstimate(long PromptTokens, long EstimatedOutputTokens, long OutputLimitTokens)
{
    public const long Unlimited = long.MaxValue;

    /// <summary>
    /// How far off <see cref="PromptTokens"/> is believed to be; 0 when they were counted exactly.
    /// </summary>
    public long EstimatedPromptErrorTokens { get; init; }

    /// <summary>
    /// The beginnings of its prompt, from the shortest on; empty where nothing is known of it. Whoever made the
    /// estimate keeps them as long as the request lives.
    /// </summary>
    public ReadOnlyMemory<PrefixHash> Prefixes { get; init; }

    /// <summary>A request whose tokens are not understood: it counts as a request and nothing else.</summary>
    public static WorkEstimate RequestOnly => new(0, 0, Unlimited);

    /// <summary>
    /// How much is still to come of an answer that has outlived its estimate. The only belief is a mean, and the
    /// distribution with nothing but a known mean is the exponential, which has no memory: as much again as was
    /// expected at first, within the request's own limit.
    /// </summary>
    public long EstimateRemainingOutputTokens(long observedOutputTokens) =>
        Math.Clamp(OutputLimitTokens - observedOutputTokens, 0, EstimatedOutputTokens);
}
