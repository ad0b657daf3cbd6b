using System.Runtime.CompilerServices;

namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Cuts a text by a pattern that is written out by hand, and merges each piece: the whole of most
/// files.</summary>
/// <typeparam name="TSplitter">How the text is cut.</typeparam>
internal sealed class KnownSplit<TSplitter>(TokenTables tables) : TextStage
    where TSplitter : struct, IPieceSplitter
{
    public override int CountTokens(ReadOnlySpan<byte> text, List<int>? ids) =>
        ids is null ? CountTokens(text) : Encode(text, ids);

    [SkipLocalsInit]
    private int CountTokens(ReadOnlySpan<byte> text)
    {
        var tokens = 0;
        Unsafe.SkipInit(out PieceBatch batch);
        batch.Clear();
        for (var start = 0; start < text.Length;)
        {
            var end = TSplitter.EndOfPiece(text, start);
            tokens += tables.CountTokens(text, start, end - start, ref batch);
            start = end;
        }

        return tokens + tables.Finish(ref batch);
    }

    private int Encode(ReadOnlySpan<byte> text, List<int> ids)
    {
        var tokens = 0;
        for (var start = 0; start < text.Length;)
        {
            var end = TSplitter.EndOfPiece(text, start);
            tokens += tables.Encode(text, start, end - start, ids);
            start = end;
        }

        return tokens;
    }
}
