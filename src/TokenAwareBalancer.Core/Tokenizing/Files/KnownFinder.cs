namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Finds the pieces of a pattern that leaves nothing out.</summary>
internal sealed class KnownFinder<TSplitter> : PieceFinder
    where TSplitter : struct, IPieceSplitter
{
    public override bool TryFind(ReadOnlySpan<byte> text, int from, out int start, out int end)
    {
        start = end = from;
        if (from < text.Length)
            end = TSplitter.EndOfPiece(text, from);
        return from < text.Length;
    }
}
