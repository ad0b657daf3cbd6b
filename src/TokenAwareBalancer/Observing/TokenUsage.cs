namespace TokenAwareBalancer.Observing;

/// <summary>The tokens an engine says an answer took; what it has not said yet is null.</summary>
/// <param name="PromptTokens">The whole prompt, tokens found in a prefix cache included, whatever the API.</param>
/// <param name="OutputTokens">What was generated, reasoning included.</param>
/// <param name="CachedTokens">The part of the prompt that a prefix cache held.</param>
internal readonly record struct TokenUsage(long? PromptTokens, long? OutputTokens, long? CachedTokens);
