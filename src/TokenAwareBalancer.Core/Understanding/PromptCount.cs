namespace TokenAwareBalancer.Understanding;

/// <summary>How many tokens a prompt has, by the rules in <c>docs/counting.md</c>.</summary>
/// <param name="Tokens">All of them: those of the text and <paramref name="FormatTokens"/>. Saturates.</param>
/// <param name="IsExact">
/// The model's own tokenizer counted every text (token ids need none), and nothing in the prompt (image, audio,
/// document) was priced by rule. The chat template's own tokens are by rule in any case.
/// </param>
/// <param name="TextBytes">The text that the model sees, in bytes of UTF-8 after unescaping.</param>
/// <param name="FormatTokens">Tokens that are not text: chat format, images, audio, documents, token ids.</param>
public readonly record struct PromptCount(int Tokens, bool IsExact, long TextBytes, int FormatTokens);
