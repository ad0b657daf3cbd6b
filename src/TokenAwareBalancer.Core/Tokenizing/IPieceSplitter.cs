namespace TokenAwareBalancer.Tokenizing;

/// <summary>
/// Cuts a text into the pieces that tokens never cross: the tokenizer's regular expression, written out by hand.
/// </summary>
/// <remarks>
/// Implemented by empty structs, so that a counter compiled for one calls it directly. Written by hand because the
/// patterns are defined over code points, which a .NET <c>Regex</c> over UTF-16 cannot see, because it works on the
/// bytes as they arrive, and because each method here looks at a character a bounded number of times, which a
/// backtracking engine on <c>\s+(?!\S)</c> does not.
/// </remarks>
internal interface IPieceSplitter
{
    /// <summary>Where the piece that begins at <paramref name="start"/> ends.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="start">A piece's first byte, within the text.</param>
    /// <returns>An index behind <paramref name="start"/>, at most the text's length.</returns>
    static abstract int EndOfPiece(ReadOnlySpan<byte> text, int start);
}
