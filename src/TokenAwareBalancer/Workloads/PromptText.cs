namespace TokenAwareBalancer.Workloads;

/// <summary>Text of a known number of tokens.</summary>
/// <remarks>
/// Each word, with the space before it, is one token of o200k_base and four bytes. So the balancer's tokenizer and the
/// simulated engine's rule of a token per four bytes find the same number, and the engine spends no time on it.
/// </remarks>
internal static class PromptText
{
    private static readonly string[] Words =
        [" the", " and", " for", " you", " not", " are", " but", " all", " can", " her", " was", " one", " our"];

    public static string OfTokens(int tokens) => string.Create(tokens * 4, 0, static (text, _) =>
    {
        for (var i = 0; i < text.Length / 4; i++)
            Words[i % Words.Length].CopyTo(text[(i * 4)..]);
    });
}
