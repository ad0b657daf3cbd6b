namespace TokenAwareBalancer.Workloads.Bodies;

/// <summary>What all requests of a workload have in common.</summary>
/// <param name="Surface">The API they are written for.</param>
/// <param name="Model">The model they name.</param>
internal sealed record RequestShape(RequestSurface Surface, string Model)
{
    private readonly bool _isStreaming = true;

    /// <summary>Whether answers come token by token.</summary>
    public bool IsStreaming
    {
        get => _isStreaming && Surface.Generates;
        init => _isStreaming = value;
    }

    /// <summary>Whether streams are asked to end with their usage, so that tokens are counted, not guessed.</summary>
    public bool IncludesUsage { get; init; } = true;

    /// <summary>The length of every answer, instead of what the source says; null leaves it to the source.</summary>
    public int? OutputTokens { get; init; }

    /// <summary>For the head of a report.</summary>
    public string Description => $"/{Surface.Path}{(IsStreaming ? ", streamed" : "")}";

    /// <summary>The mean length of answers where the source's is the given one.</summary>
    public double MeanOutputTokens(double sourceMean) => Surface.Generates ? OutputTokens ?? sourceMean : 0;
}
