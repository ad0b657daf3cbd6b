using System.Runtime.CompilerServices;

namespace TokenAwareBalancer.Tokenizing;

/// <summary>Counts the tokens of one piece.</summary>
/// <remarks>
/// Byte-pair encoding starts from single bytes and merges, again and again, the leftmost pair of neighbours whose
/// concatenation has the lowest rank, until no pair is a token. A piece that is a token as a whole is that token, as in
/// the original, whether or not merging would arrive there; most pieces of most texts are.
/// </remarks>
internal static class BytePairMerger
{
    /// <summary>Counts the tokens of one piece, or leaves it to be counted with others.</summary>
    /// <returns>The number of tokens found meanwhile; the rest when the batch is finished.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CountTokens(
        Vocabulary vocabulary, ReadOnlySpan<byte> text, int start, int length, ref PieceBatch batch)
    {
        if (length == 1 || vocabulary.RankOf(text, start, length) != Vocabulary.NoRank)
            return 1;
        return length <= ShortPieceMerger.LongestPiece
            ? batch.Add(vocabulary, text.Slice(start, length))
            : LongPieceMerger.CountTokens(vocabulary, text.Slice(start, length));
    }
}
