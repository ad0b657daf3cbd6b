namespace TokenAwareBalancer.Engine;

/// <summary>What a simulated engine has done up to one moment.</summary>
internal sealed record EngineSnapshot
{
    /// <summary>Inference requests whose head arrived, whatever became of them.</summary>
    public required long RequestsReceived { get; init; }

    public required int RequestsRunning { get; init; }

    public required int RequestsWaiting { get; init; }

    /// <summary>Requests whose last token was computed.</summary>
    public required long RequestsCompleted { get; init; }

    /// <summary>Requests whose client went away before that.</summary>
    public required long RequestsCancelled { get; init; }

    /// <summary>Requests answered 400, 404 or, with the queue full, 429.</summary>
    public required long RequestsRejected { get; init; }

    public required long FailuresInjected { get; init; }

    /// <summary>Prompt tokens of the requests that got their first token.</summary>
    public required long PromptTokensProcessed { get; init; }

    public required long TokensGenerated { get; init; }

    public required long KvTokens { get; init; }

    /// <summary>The latest cancellations, oldest first.</summary>
    public required IReadOnlyList<EngineCancellation> Cancellations { get; init; }

    /// <summary>From the request's head to its first token, real seconds.</summary>
    public required HistogramSnapshot TimeToFirstTokenSeconds { get; init; }

    /// <summary>From the request's head to its last token, real seconds.</summary>
    public required HistogramSnapshot RequestSeconds { get; init; }
}
