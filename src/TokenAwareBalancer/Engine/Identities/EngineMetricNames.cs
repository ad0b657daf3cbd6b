namespace TokenAwareBalancer.Engine.Identities;

/// <summary>What an engine calls the metrics that a simulated one has; null is one it does not have.</summary>
internal sealed record EngineMetricNames
{
    public required string Running { get; init; }

    public required string Waiting { get; init; }

    public string? KvUsage { get; init; }

    public string? KvCapacityTokens { get; init; }

    /// <summary>A metric of value 1 with the KV cache's blocks in its labels, as vLLM has it.</summary>
    public string? CacheConfiguration { get; init; }

    public string? PromptTokens { get; init; }

    public string? GeneratedTokens { get; init; }

    public string? Requests { get; init; }

    public string? TimeToFirstTokenSeconds { get; init; }

    public string? RequestSeconds { get; init; }

    /// <summary>The labels of every sample, with <c>MODEL</c> in the model's place; empty is none.</summary>
    public string Labels { get; init; } = "";
}
