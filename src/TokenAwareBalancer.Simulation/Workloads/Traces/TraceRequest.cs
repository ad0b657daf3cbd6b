namespace TokenAwareBalancer.Workloads.Traces;

/// <summary>What a trace knows of one request: numbers, no text.</summary>
/// <param name="ArrivalSeconds">After the trace's first request.</param>
/// <param name="PromptTokens">As recorded.</param>
/// <param name="OutputTokens">As recorded; 0 where nothing was generated.</param>
internal sealed record TraceRequest(double ArrivalSeconds, int PromptTokens, int OutputTokens)
{
    /// <summary>The tokens of a block.</summary>
    public const int BlockTokens = 512;

    /// <summary>More than any model takes: a larger number is a mistake. 40 MB of text.</summary>
    public const int MostTokens = 10_000_000;

    /// <summary>
    /// One id per block of the prompt, the last perhaps shorter: equal ids are equal text, so requests that begin with
    /// the same ids share that prefix. Empty where the trace does not tell.
    /// </summary>
    public ReadOnlyMemory<long> BlockIds { get; init; }

    /// <summary>How many blocks a prompt of this length has.</summary>
    public static int BlocksOf(int promptTokens) => (promptTokens + BlockTokens - 1) / BlockTokens;
}
