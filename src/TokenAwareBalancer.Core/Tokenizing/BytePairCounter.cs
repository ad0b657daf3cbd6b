namespace TokenAwareBalancer.Tokenizing;

/// <summary>Counts tokens of a byte-pair encoding: cuts the text into pieces and counts the tokens of each.</summary>
/// <typeparam name="TSplitter">How the text is cut.</typeparam>
internal sealed class BytePairCounter<TSplitter>(string name, Vocabulary vocabulary) : ITokenCounter
    where TSplitter : struct, IPieceSplitter
{
    public string Name => name;

    public int CountTokens(ReadOnlySpan<byte> utf8Text)
    {
        var tokens = 0;
        for (var start = 0; start < utf8Text.Length;)
        {
            var end = TSplitter.EndOfPiece(utf8Text, start);
            tokens += BytePairMerger.CountTokens(vocabulary, utf8Text, start, end - start);
            start = end;
        }

        return tokens;
    }
}
