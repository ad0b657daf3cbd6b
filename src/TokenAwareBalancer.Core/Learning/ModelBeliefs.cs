namespace TokenAwareBalancer.Learning;

/// <summary>What the answers of one model have taught: bytes per prompt token, and how long its answers are.</summary>
/// <remarks>Written by Learning only, read by Understanding and Estimating. Thread-safe.</remarks>
public sealed class ModelBeliefs
{
    /// <summary>
    /// English prose is close to 4 bytes a token in every large vocabulary; other scripts are not (bytes/4 is up to
    /// 71 % off for Russian), so the prior must give way quickly.
    /// </summary>
    public const double PriorBytesPerToken = 4;

    /// <summary>Between the mean answers of the public traces (28 for code completion, 211 and 343 for chat).</summary>
    public const double PriorOutputTokens = 256;

    /// <summary>Worth one short prompt: gone after a handful of requests.</summary>
    private const double PriorPromptTokens = 32;

    /// <summary>
    /// Remembers some hundred answers: stable within 10 % for ordinary spread, and follows a new workload.
    /// </summary>
    private const int MemoryObservations = 200;

    private readonly DecayingMean _bytesPerToken = new(PriorBytesPerToken, PriorPromptTokens, MemoryObservations);
    private readonly DecayingMean _outputTokens = new(PriorOutputTokens, priorWeight: 1, MemoryObservations);

    /// <summary>UTF-8 bytes of prompt text per token.</summary>
    public double BytesPerToken => _bytesPerToken.Value;

    /// <summary>Mean length of one completion, in tokens.</summary>
    public double MeanOutputTokens => _outputTokens.Value;

    /// <summary>Learns from one prompt whose tokens the engine has counted.</summary>
    /// <param name="textBytes">Bytes of the text in the prompt.</param>
    /// <param name="textTokens">The engine's count, less what is not text (format, images).</param>
    public void ObservePrompt(long textBytes, long textTokens)
    {
        if (textBytes > 0 && textTokens > 0)
            _bytesPerToken.Observe(textBytes, textTokens);
    }

    /// <summary>Learns from one answer that came to its own end.</summary>
    /// <param name="outputTokens">Tokens generated over all completions of the request.</param>
    /// <param name="completions">How many completions the request asked for, at least 1.</param>
    public void ObserveOutput(long outputTokens, int completions)
    {
        if (outputTokens > 0 && completions > 0)
            _outputTokens.Observe(outputTokens, completions);
    }
}
