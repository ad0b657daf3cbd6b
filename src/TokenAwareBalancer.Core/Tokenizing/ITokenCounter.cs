namespace TokenAwareBalancer.Tokenizing;

/// <summary>Counts the tokens a model's tokenizer makes of a text.</summary>
public interface ITokenCounter
{
    /// <summary>The tokenizer's name as a configuration spells it, for instance <c>o200k_base</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Counts the tokens of one text. What looks like a special token counts as the text it is, unless the tokenizer's
    /// file, or o200k_harmony, says that it is one token. Thread-safe, allocates nothing after warm-up, never fails,
    /// and takes time linear in the text whatever it holds.
    /// </summary>
    /// <param name="utf8Text">Well-formed UTF-8.</param>
    /// <returns>The number of tokens, 0 for an empty text.</returns>
    int CountTokens(ReadOnlySpan<byte> utf8Text);
}
