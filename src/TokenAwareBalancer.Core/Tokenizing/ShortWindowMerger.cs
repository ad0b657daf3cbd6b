using System.Numerics;

namespace TokenAwareBalancer.Tokenizing;

/// <summary>Merges windows of up to 64 bytes.</summary>
internal struct ShortWindowMerger(Vocabulary vocabulary) : IWindowMerger
{
    private ulong _starts;
    private int _length;

    /// <summary>The tokens of the window.</summary>
    public readonly int TokenCount => BitOperations.PopCount(_starts);

    public void Merge(ReadOnlySpan<byte> text, int start, int length)
    {
        _starts = ShortPieceMerger.Merge(vocabulary, text.Slice(start, length));
        _length = length;
    }

    public readonly int EndOfToken(int start) => ShortPieceMerger.NextStart(_starts, start, _length);
}
