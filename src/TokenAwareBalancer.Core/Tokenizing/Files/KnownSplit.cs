namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Cuts a text by a pattern that is written out by hand, and merges each piece: the whole of most
/// files.</summary>
/// <typeparam name="TSplitter">How the text is cut.</typeparam>
internal sealed class KnownSplit<TSplitter>(TokenTables tables) : TextStage
    where TSplitter : struct, IPieceSplitter
{
    public override int CountTokens(ReadOnlySpan<byte> text, List<int>? ids)
    {
        var tokens = 0;
        for (var start = 0; start < text.Length;)
        {
            var end = TSplitter.EndOfPiece(text, start);
            tokens += ids is null
                ? tables.CountTokens(text, start, end - start)
                : tables.Encode(text, start, end - start, ids);
            start = end;
        }

        return tokens;
    }
}
