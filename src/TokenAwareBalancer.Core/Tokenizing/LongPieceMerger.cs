using System.Buffers;

namespace TokenAwareBalancer.Tokenizing;

/// <summary>Counts the tokens of a piece of any length in time linear in it.</summary>
/// <remarks>
/// The piece is merged in overlapping windows, whose results are joined where that is proven right.
/// <para>
/// <b>What makes it exact.</b> A sequence of tokens is the encoding of its bytes if and only if every two neighbours
/// are the encoding of theirs. For suppose some pair is merged across a boundary of the sequence, and look at the first
/// such merge. Until then nothing crossed the boundaries to either side, so the two tokens around this one went through
/// the same merges, in the same order, as they would have alone (which pair is next, lowest rank and leftmost, depends
/// on nothing else); so the two alone would be merged across the boundary as well, and are not their own encoding.
/// The other direction is the same argument. It needs nothing of the vocabulary, not even that ranks grow with merges.
/// </para>
/// <para>
/// <b>How it is used.</b> Each window begins at a boundary the window before it found, far enough before its end.
/// If the first token of the new window is also the token that followed in the old one, then the last token kept and
/// the first new one were neighbours in an encoding, hence all neighbours kept are. If it is not, a boundary was decided
/// by what lies behind the old window: everything is done again with windows sixteen times as long, in the end with
/// the whole piece as one, which needs no joining. Text made for the purpose may cost a few such rounds, each about
/// linear, and memory for one window; it can cost no more.
/// </para>
/// <para>
/// A window whose bytes equal those of the window before it is not merged again, which makes runs of one character,
/// the piece that is long most often, almost free.
/// </para>
/// </remarks>
internal static class LongPieceMerger
{
    private const int FirstWindow = 256;
    private const int WindowGrowth = 16;

    public static int CountTokens(Vocabulary vocabulary, ReadOnlySpan<byte> piece)
    {
        for (var window = FirstWindow; ; window = (int)Math.Min((long)window * WindowGrowth, piece.Length))
        {
            var longest = Math.Min(window, piece.Length);
            var scratch = ArrayPool<uint>.Shared.Rent(WindowMerger.ScratchLength(longest));
            try
            {
                if (TryCountTokens(new WindowMerger(vocabulary, scratch, longest), piece, longest, out var tokens))
                    return tokens;
            }
            finally
            {
                ArrayPool<uint>.Shared.Return(scratch);
            }
        }
    }

    /// <summary>Counts with windows of a given length; false if two of them cannot be joined.</summary>
    private static bool TryCountTokens(WindowMerger merger, ReadOnlySpan<byte> piece, int window, out int tokens)
    {
        tokens = 0;
        var first = 0;
        while (piece.Length > window)
        {
            merger.Merge(piece[..window]);
            if (first != 0 && merger.EndOfToken(0) != first)
                return false;
            var kept = TokensToKeep(merger, window, out var keptBytes);
            if (kept == 0)
                return false;

            first = merger.EndOfToken(keptBytes) - keptBytes;
            var windows = merger.EndOfToken(0) == first ? EqualWindows(piece, window, keptBytes) : 1;
            tokens += windows * kept;
            piece = piece[(windows * keptBytes)..];
        }

        merger.Merge(piece);
        for (var index = 0; index < piece.Length; index = merger.EndOfToken(index))
            tokens++;
        return first == 0 || merger.EndOfToken(0) == first;
    }

    /// <summary>
    /// The tokens of a window that end before its last quarter: which is a guess at how far the cut behind it shows.
    /// </summary>
    private static int TokensToKeep(WindowMerger merger, int window, out int bytes)
    {
        var tokens = 0;
        bytes = 0;
        for (var end = merger.EndOfToken(0); end <= window - (window / 4); end = merger.EndOfToken(end))
        {
            tokens++;
            bytes = end;
        }

        return tokens;
    }

    /// <summary>How many windows from the start of a piece on, each a step after the one before it, are equal.</summary>
    private static int EqualWindows(ReadOnlySpan<byte> piece, int window, int step)
    {
        var equal = piece.CommonPrefixLength(piece[step..]);
        return equal < window ? 1 : 2 + ((equal - window) / step);
    }
}
