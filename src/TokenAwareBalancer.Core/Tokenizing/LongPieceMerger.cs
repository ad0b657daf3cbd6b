using System.Buffers;

namespace TokenAwareBalancer.Tokenizing;

/// <summary>Finds the tokens of a piece of any length in time linear in it.</summary>
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
/// the first new one were neighbours in an encoding, hence all neighbours kept are. If it is not, what lies behind the
/// old window decided a boundary in it: everything is done again with windows sixteen times as long, in the end with
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
    // The shortest windows do for text of any language and for random letters: there, what is cut off behind a window
    // hardly ever changes more than its last few bytes. Runs of spaces or dashes, whose tokens are long, need the next.
    private const int ShortWindow = ShortPieceMerger.LongestPiece;
    private const int FirstLongWindow = 256;
    private const int WindowGrowth = 16;
    private const int LongestPeriod = 4;

    public static int CountTokens(Vocabulary vocabulary, ReadOnlySpan<byte> piece)
    {
        var count = default(TokenTally);
        var start = CountInLanes(vocabulary, piece, out var tokens, out var expectedFirst);
        var merger = new ShortWindowMerger(vocabulary);
        if (start > 0 && TryMerge(ref merger, piece[start..], ShortWindow, ref count, expectedFirst))
            return tokens + count.Tokens;
        Merge(vocabulary, piece, ref count);
        return count.Tokens;
    }

    /// <summary>Merges a piece and hands its tokens, in order, to a sink.</summary>
    public static void Merge<TSink>(Vocabulary vocabulary, ReadOnlySpan<byte> piece, ref TSink sink)
        where TSink : ITokenSink
    {
        var shortMerger = new ShortWindowMerger(vocabulary);
        if (TryMerge(ref shortMerger, piece, ShortWindow, ref sink))
            return;

        long window = FirstLongWindow;
        while (!TryMerge(vocabulary, piece, (int)Math.Min(window, piece.Length), ref sink))
            window *= WindowGrowth;
    }

    /// <summary>Counts as much of a piece as windows can be merged in lanes, and returns how many bytes that
    /// is.</summary>
    private static int CountInLanes(
        Vocabulary vocabulary, ReadOnlySpan<byte> piece, out int tokens, out int expectedFirst)
    {
        var start = 0;
        tokens = expectedFirst = 0;
        while (piece.Length - start >= WindowLanes.LeastBytes && !IsRun(piece[start..]))
        {
            var bytes = WindowLanes.Count(vocabulary, piece[start..], ref expectedFirst, out var counted);
            if (bytes == 0)
                break;
            start += bytes;
            tokens += counted;
        }

        return start;
    }

    /// <summary>Whether one to four bytes are repeated: equal windows are not merged at all, which is faster
    /// still.</summary>
    private static bool IsRun(ReadOnlySpan<byte> rest)
    {
        for (var period = 1; period <= LongestPeriod; period++)
        {
            if (rest[..ShortWindow].SequenceEqual(rest.Slice(period, ShortWindow)))
                return true;
        }

        return false;
    }

    private static bool TryMerge<TSink>(
        Vocabulary vocabulary, ReadOnlySpan<byte> piece, int window, ref TSink sink)
        where TSink : ITokenSink
    {
        var scratch = ArrayPool<uint>.Shared.Rent(WindowMerger.ScratchLength(window));
        try
        {
            var merger = new WindowMerger(vocabulary, scratch, window);
            return TryMerge(ref merger, piece, window, ref sink);
        }
        finally
        {
            ArrayPool<uint>.Shared.Return(scratch);
        }
    }

    /// <summary>Merges with windows of a given length; false if two of them cannot be joined.</summary>
    private static bool TryMerge<TMerger, TSink>(
        ref TMerger merger, ReadOnlySpan<byte> piece, int window, ref TSink sink, int expectedFirst = 0)
        where TMerger : IWindowMerger, allows ref struct
        where TSink : ITokenSink
    {
        sink.StartOver();
        var start = 0;
        while (piece.Length - start > window)
        {
            merger.Merge(piece, start, window);
            var first = merger.EndOfToken(0);
            var kept = TokensToKeep(ref merger, window, out var keptBytes);
            if (kept == 0 || (expectedFirst != 0 && first != expectedFirst))
                return false;

            expectedFirst = merger.EndOfToken(keptBytes) - keptBytes;
            var windows = first == expectedFirst ? EqualWindows(piece[start..], window, keptBytes) : 1;
            sink.Take(ref merger, piece.Slice(start, keptBytes), kept, windows);
            start += windows * keptBytes;
        }

        var rest = piece.Length - start;
        merger.Merge(piece, start, rest);
        sink.Take(ref merger, piece[start..], TokensIn(ref merger, rest), times: 1);
        return expectedFirst == 0 || merger.EndOfToken(0) == expectedFirst;
    }

    private static int TokensIn<TMerger>(ref TMerger merger, int bytes)
        where TMerger : IWindowMerger, allows ref struct
    {
        var tokens = 0;
        for (var index = 0; index < bytes; index = merger.EndOfToken(index))
            tokens++;
        return tokens;
    }

    /// <summary>
    /// The tokens of a window that end before its last quarter: a guess at how far what was cut off behind it shows.
    /// </summary>
    private static int TokensToKeep<TMerger>(ref TMerger merger, int window, out int bytes)
        where TMerger : IWindowMerger, allows ref struct
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

    /// <summary>How many windows in a row, each a step after the last, hold what the first one holds.</summary>
    private static int EqualWindows(ReadOnlySpan<byte> rest, int window, int step)
    {
        var equal = rest.CommonPrefixLength(rest[step..]);
        return equal < window ? 1 : 2 + ((equal - window) / step);
    }
}
