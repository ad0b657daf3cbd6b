namespace TokenAwareBalancer.Understanding;

/// <summary>What a request says, before its prompt is counted.</summary>
public readonly record struct RequestOutline
{
    /// <summary>The API that the body was read for.</summary>
    public ApiSurface Surface { get; init; }

    /// <summary>
    /// The JSON string of the last top-level <c>model</c>, quotes included, so that it can be replaced in place.
    /// Empty only for <see cref="ApiSurface.Other"/>.
    /// </summary>
    public ByteRange ModelValue { get; init; }

    /// <summary><c>stream</c> is true.</summary>
    public bool IsStreaming { get; init; }

    /// <summary><c>stream_options.include_usage</c> is true.</summary>
    public bool AsksForUsage { get; init; }

    /// <summary>The last top-level <c>stream_options</c> value, an object or null; empty when it is absent.</summary>
    public ByteRange StreamOptionsValue { get; init; }

    /// <summary>The last <c>include_usage</c> value in it; empty when it is absent.</summary>
    public ByteRange IncludeUsageValue { get; init; }

    /// <summary>vLLM's <c>return_token_strs</c> is true.</summary>
    public bool AsksForTokenTexts { get; init; }

    /// <summary>
    /// The cap on output tokens for each completion: <c>max_completion_tokens</c>, else <c>max_tokens</c>, or a
    /// Responses body's <c>max_output_tokens</c>. Null when there is no cap, also when it is written as a negative
    /// number (llama.cpp's -1). 0 where the API generates nothing.
    /// </summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>
    /// How long the client expects each answer to be: <c>nvext.agent_hints.osl</c> of NVIDIA Dynamo. Null when it does
    /// not say, or says what is no length.
    /// </summary>
    public int? ExpectedOutputTokens { get; init; }

    /// <summary>
    /// How many answers are generated: the larger of <c>n</c> and <c>best_of</c>, times the number of prompts in an
    /// array. At least 1; saturates.
    /// </summary>
    public int Completions { get; init; }

    /// <summary>
    /// The number of <c>messages</c>, or of the items of a Responses <c>input</c>; Anthropic's <c>system</c> is not one
    /// of them, nor are <c>instructions</c>.
    /// </summary>
    public int MessageCount { get; init; }

    /// <summary>A <c>tools</c> or <c>functions</c> array has at least one item.</summary>
    public bool HasTools { get; init; }

    /// <summary>Images and videos in the prompt: only a model that sees can serve it.</summary>
    public int ImageCount { get; init; }

    /// <summary>Audio clips in the prompt: only a model that hears can serve it.</summary>
    public int AudioCount { get; init; }

    /// <summary>
    /// A part of the prompt is priced by rule, an image for instance, or is not in the body, or the engine is asked to
    /// cut the prompt or to print it by another template: the tokens of the rest cannot be told from its count of the
    /// whole.
    /// </summary>
    public bool HasGuessedTokens { get; init; }
}
