namespace TokenAwareBalancer.Understanding;

/// <summary>An understood request: everything the later stages want to know, and none of its text.</summary>
/// <param name="Outline">What the body says, and where in it.</param>
/// <param name="Model">The model as the client names it.</param>
/// <param name="Prompt">The prompt in tokens.</param>
public readonly record struct RequestProfile(RequestOutline Outline, string Model, PromptCount Prompt)
{
    /// <summary>Whose request it is, as far as its output may be like that of others; null for nobody's.</summary>
    public string? Tenant { get; init; }

    /// <summary>
    /// How long its client expects each answer to be, in tokens; null when it does not say. As the body has it, unless
    /// a header said it.
    /// </summary>
    public int? HintedOutputTokens { get => field ?? Outline.ExpectedOutputTokens; init; }

    public ApiSurface Surface => Outline.Surface;

    public bool IsStreaming => Outline.IsStreaming;

    /// <summary>The most tokens one completion may have; null when the request sets no limit.</summary>
    public int? MaxOutputTokens => Outline.MaxOutputTokens;

    /// <summary>Whether tokens may be generated; false for embeddings and the like.</summary>
    public bool HasOutput => MaxOutputTokens is not 0;

    /// <summary>How many completions are asked for, over all prompts of the request.</summary>
    public int Completions => Outline.Completions;

    public int PromptTokens => Prompt.Tokens;
}
