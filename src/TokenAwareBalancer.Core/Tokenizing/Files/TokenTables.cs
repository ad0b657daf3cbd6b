using System.Runtime.CompilerServices;

namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>What a file's tokens come down to: which pieces merge into which tokens, and what their ids are.</summary>
/// <param name="vocabulary">The tokens that merging arrives at, in the order in which it prefers them.</param>
/// <param name="wholePieces">Tokens that merging does not arrive at; each stands for a piece equal to it.</param>
/// <param name="ids">The ids, by rank.</param>
internal sealed class TokenTables(Vocabulary vocabulary, WholePieces? wholePieces, int[] ids)
{
    /// <summary>Counts the tokens of one piece.</summary>
    public int CountTokens(ReadOnlySpan<byte> text, int start, int length)
    {
        if (IsOneToken(text, start, length))
            return 1;
        return length <= ShortPieceMerger.LongestPiece
            ? ShortPieceMerger.CountTokens(vocabulary, text, start, length)
            : LongPieceMerger.CountTokens(vocabulary, text.Slice(start, length));
    }

    /// <inheritdoc cref="BytePairMerger.CountTokens"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int CountTokens(ReadOnlySpan<byte> text, int start, int length, ref PieceBatch batch)
    {
        if (IsOneToken(text, start, length))
            return 1;
        return length <= ShortPieceMerger.LongestPiece
            ? batch.Add(vocabulary, text.Slice(start, length))
            : LongPieceMerger.CountTokens(vocabulary, text.Slice(start, length));
    }

    /// <summary>The number of tokens of the pieces that were left in a batch.</summary>
    public int Finish(ref PieceBatch batch) => batch.Finish(vocabulary.Merges);

    /// <summary>Adds the ids of the tokens of a piece, and returns how many they are.</summary>
    public int Encode(ReadOnlySpan<byte> text, int start, int length, List<int> output)
    {
        var first = output.Count;
        if (wholePieces is not null && wholePieces.TryGetId(text.Slice(start, length), out var id))
        {
            output.Add(id);
            return 1;
        }

        BytePairEncoder.Encode(vocabulary, text, start, length, output);
        for (var i = first; i < output.Count; i++)
            output[i] = ids[output[i]];
        return output.Count - first;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsOneToken(ReadOnlySpan<byte> text, int start, int length) =>
        length == 1
        || vocabulary.RankOf(text, start, length) != Vocabulary.NoRank
        || (wholePieces is not null && wholePieces.TryGetId(text.Slice(start, length), out _));
}
