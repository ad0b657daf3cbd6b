using TokenAwareBalancer.Engine.Answering;

namespace TokenAwareBalancer.Engine.Requests;

/// <summary>What an engine needs to know of an inference request, whichever API it came by.</summary>
internal sealed record EngineRequest
{
    /// <summary>Streams only if it is an <see cref="IStreamedForm"/>.</summary>
    public required IAnswerForm Form { get; init; }

    /// <summary>Null when the body names none: the first model serves it.</summary>
    public string? Model { get; init; }

    public bool IsStream { get; init; }

    /// <summary>Whether a stream ends with a usage chunk; other answers always carry usage.</summary>
    public bool IncludesUsage { get; init; }

    public required int PromptTokens { get; init; }

    /// <summary>Ids of its blocks, by <see cref="PromptBlocks"/>; empty where prefixes are not cached.</summary>
    public ReadOnlyMemory<long> BlockIds { get; init; }

    /// <summary>How many answers are generated; 0 when the prompt is all there is to compute.</summary>
    public int Choices { get; init; } = 1;

    /// <summary>The caller's cap on each choice; null is none.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>vLLM's <c>ignore_eos</c>: the answer is as long as the cap, for load tests.</summary>
    public bool IgnoresEnd { get; init; }

    /// <summary>What is answered instead of text; null is text.</summary>
    public ToolCall? ToolCall { get; init; }
}
