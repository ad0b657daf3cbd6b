using TokenAwareBalancer.Understanding.Counting;

namespace TokenAwareBalancer.Understanding;

/// <summary>How many tokens a prompt has, by the rules in <c>docs/counting.md</c>.</summary>
/// <param name="Tokens">All of them: those of the text and <paramref name="FormatTokens"/>. Saturates.</param>
/// <param name="IsExact">
/// The model's own tokenizer counted every text (token ids need none), and nothing in the prompt (image, audio,
/// document) was priced by rule. The chat template's own tokens are by rule in any case.
/// </param>
/// <param name="TextBytes">The text that the model sees, in bytes of UTF-8 after unescaping.</param>
/// <param name="FormatTokens">Tokens that are not text: chat format, images, audio, documents, token ids.</param>
public readonly record struct PromptCount(int Tokens, bool IsExact, long TextBytes, int FormatTokens)
{
    /// <summary>
    /// How far off <see cref="Tokens"/> is believed to be: the mean error of such estimates so far, the standard error
    /// of samples, and half of what is priced by rule. 0 when the count is exact.
    /// </summary>
    public int EstimatedErrorTokens { get; init; }

    /// <summary>What the text was taken for where it was estimated from its bytes; null where it was counted.</summary>
    public ScriptClass? Script { get; init; }

    /// <summary>Tokens of the text alone.</summary>
    public int TextTokens => Tokens - FormatTokens;
}
