namespace TokenAwareBalancer.Observing;

/// <summary>The fields of the <c>usage</c> objects of an answer, gathered as they come.</summary>
internal struct UsageFields
{
    /// <summary>OpenAI's <c>prompt_tokens</c>: the whole prompt.</summary>
    public long? PromptTokens;

    /// <summary><c>input_tokens</c>: the whole prompt in Responses, its uncached part in Anthropic's API.</summary>
    public long? InputTokens;

    public long? OutputTokens;

    /// <summary>Prompt and output together; some rerankers say nothing else.</summary>
    public long? TotalTokens;

    /// <summary><c>cached_tokens</c>, already counted in the prompt.</summary>
    public long? CachedTokens;

    /// <summary>Anthropic's <c>cache_read_input_tokens</c>, which come on top of <see cref="InputTokens"/>.</summary>
    public long? CacheReadTokens;

    /// <summary>Anthropic's <c>cache_creation_input_tokens</c>, which come on top as well.</summary>
    public long? CacheCreationTokens;

    /// <summary>llama.cpp's <c>prompt_n</c>: the part of the prompt that it computed.</summary>
    public long? ComputedTokens;

    public readonly bool HasAny =>
        PromptTokens.HasValue || InputTokens.HasValue || OutputTokens.HasValue || TotalTokens.HasValue ||
        CachedTokens.HasValue || CacheReadTokens.HasValue || CacheCreationTokens.HasValue ||
        ComputedTokens.HasValue;

    /// <summary>Takes over every field that <paramref name="later"/> has.</summary>
    public void Merge(in UsageFields later)
    {
        PromptTokens = later.PromptTokens ?? PromptTokens;
        InputTokens = later.InputTokens ?? InputTokens;
        OutputTokens = later.OutputTokens ?? OutputTokens;
        TotalTokens = later.TotalTokens ?? TotalTokens;
        CachedTokens = later.CachedTokens ?? CachedTokens;
        CacheReadTokens = later.CacheReadTokens ?? CacheReadTokens;
        CacheCreationTokens = later.CacheCreationTokens ?? CacheCreationTokens;
        ComputedTokens = later.ComputedTokens ?? ComputedTokens;
    }

    /// <summary>
    /// A proxy in between may copy Anthropic's cache fields beside OpenAI's <c>prompt_tokens</c>, which counts them
    /// already: they are added to <c>input_tokens</c> only.
    /// </summary>
    public readonly TokenUsage ToUsage() => new(
        PromptTokens ?? (InputTokens + (CacheReadTokens ?? 0) + (CacheCreationTokens ?? 0)) 
            ?? PromptOfTotal() ?? (ComputedTokens + (CachedTokens ?? 0)),
        OutputTokens,
        CachedTokens ?? CacheReadTokens);

    private readonly long? PromptOfTotal() =>
        TotalTokens - (OutputTokens ?? 0) is { } promptTokens and >= 0 ? promptTokens : null;
}
