namespace TokenAwareBalancer.Tokenizing;

/// <summary>A tokenizer that can also say which tokens it counts. Slower than counting, and it allocates.</summary>
public interface ITokenEncoder : ITokenCounter
{
    /// <summary>
    /// Adds the ids of a text's tokens, as many as <see cref="ITokenCounter.CountTokens"/> counts. Thread-safe, never
    /// fails, linear in the text.
    /// </summary>
    /// <param name="utf8Text">Well-formed UTF-8.</param>
    /// <param name="ids">Receives them, in order.</param>
    void Encode(ReadOnlySpan<byte> utf8Text, List<int> ids);

    /// <summary>
    /// The bytes of one token. Those of a text's tokens, one after the other, are the text, as far as the tokenizer
    /// does not change it first: normalizes it, or takes the white space around an added token.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no token of this id.</exception>
    ReadOnlySpan<byte> BytesOf(int id);
}
