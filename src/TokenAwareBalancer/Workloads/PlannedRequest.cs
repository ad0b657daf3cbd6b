namespace TokenAwareBalancer.Workloads;

/// <summary>One request of a workload, ready to be sent.</summary>
/// <param name="PromptTokens">The tokens of its text, without the chat format around it.</param>
/// <param name="IsStreaming">Whether the answer comes token by token.</param>
/// <param name="Body">The bytes to send: made before the clock runs.</param>
/// <param name="ArrivalSeconds">When an open loop sends it, after the start; modelled time. 0 in a closed loop.</param>
/// <param name="IsMeasured">False while the engines are only being filled.</param>
internal sealed record PlannedRequest(
    int PromptTokens,
    bool IsStreaming,
    ReadOnlyMemory<byte> Body,
    double ArrivalSeconds = 0,
    bool IsMeasured = true)
{
    /// <summary>Where it is sent, below the server's address.</summary>
    public string Path { get; init; } = "v1/chat/completions";

    /// <summary>The length its answer was asked to have; null leaves it to the engine.</summary>
    public int? OutputTokens { get; init; }
}
