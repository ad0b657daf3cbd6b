using System.Runtime.CompilerServices;

namespace TokenAwareBalancer.Tokenizing;

/// <summary>A byte-pair encoding: cuts a text into pieces, and counts or names the tokens of each.</summary>
/// <typeparam name="TSplitter">How the text is cut.</typeparam>
internal sealed class BytePairTokenizer<TSplitter>(string name, Vocabulary vocabulary) : ITokenEncoder
    where TSplitter : struct, IPieceSplitter
{
    public string Name => name;

    [SkipLocalsInit]
    public int CountTokens(ReadOnlySpan<byte> utf8Text)
    {
        var tokens = 0;
        Unsafe.SkipInit(out PieceBatch batch);
        batch.Clear();
        for (var start = 0; start < utf8Text.Length;)
        {
            var end = TSplitter.EndOfPiece(utf8Text, start);
            tokens += BytePairMerger.CountTokens(vocabulary, utf8Text, start, end - start, ref batch);
            start = end;
        }

        return tokens + batch.Finish(vocabulary.Merges);
    }

    public void Encode(ReadOnlySpan<byte> utf8Text, List<int> ids)
    {
        for (var start = 0; start < utf8Text.Length;)
        {
            var end = TSplitter.EndOfPiece(utf8Text, start);
            BytePairEncoder.Encode(vocabulary, utf8Text, start, end - start, ids);
            start = end;
        }
    }

    public ReadOnlySpan<byte> BytesOf(int id) => vocabulary.BytesOf(id);
}
