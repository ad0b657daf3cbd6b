namespace TokenAwareBalancer.Tokenizing;

/// <summary>Finds the tokens of one piece: what <see cref="BytePairMerger"/> does, but says which they are.</summary>
internal static class BytePairEncoder
{
    public static void Encode(Vocabulary vocabulary, ReadOnlySpan<byte> text, int start, int length, List<int> ids)
    {
        var rank = vocabulary.RankOf(text, start, length);
        var sink = new TokenIdSink(vocabulary, ids);
        if (rank != Vocabulary.NoRank)
            ids.Add((int)rank);
        else if (length <= ShortPieceMerger.LongestPiece)
            EncodeShort(vocabulary, text, start, length, ref sink);
        else
            LongPieceMerger.Merge(vocabulary, text.Slice(start, length), ref sink);
    }

    private static void EncodeShort(
        Vocabulary vocabulary, ReadOnlySpan<byte> text, int start, int length, ref TokenIdSink sink)
    {
        var merger = new ShortWindowMerger(vocabulary);
        merger.Merge(text, start, length);
        sink.Take(ref merger, text.Slice(start, length), merger.TokenCount, times: 1);
    }
}
