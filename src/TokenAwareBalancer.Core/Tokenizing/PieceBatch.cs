using System.Numerics;
using System.Runtime.CompilerServices;

namespace TokenAwareBalancer.Tokenizing;

/// <summary>Counts the tokens of pieces that are no tokens themselves, those of like length together.</summary>
/// <remarks>
/// A group takes as many steps as its longest piece, so that pieces of other lengths would idle in it. Lives on the
/// stack, for one text.
/// </remarks>
internal struct PieceBatch
{
    private MergeLanes<EightMergeRanks> _upToFour;
    private MergeLanes<EightMergeRanks> _upToSix;
    private MergeLanes<EightMergeRanks> _upToEight;
    private MergeLanes<SixteenMergeRanks> _upToTen;
    private MergeLanes<SixteenMergeRanks> _upToSixteen;
    private MergeLanes<SixtyFourMergeRanks> _upToSixtyFour;

    /// <summary>Becomes empty, whatever it was: nine kilobytes of which only these numbers need to be set.</summary>
    public void Clear()
    {
        _upToFour.Clear();
        _upToSix.Clear();
        _upToEight.Clear();
        _upToTen.Clear();
        _upToSixteen.Clear();
        _upToSixtyFour.Clear();
    }

    /// <summary>Takes one piece of two to 64 bytes.</summary>
    /// <returns>The number of tokens found meanwhile, of this piece or of those before it.</returns>
    [SkipLocalsInit]
    public int Add(Vocabulary vocabulary, ReadOnlySpan<byte> piece)
    {
        Span<uint> parts = stackalloc uint[ShortPieceMerger.LongestPiece];
        var starts = ShortPieceMerger.ReadParts(vocabulary, piece, parts);
        return Add(vocabulary.Merges, parts[..BitOperations.PopCount(starts)]);
    }

    /// <summary>The number of tokens of the pieces that still wait for others of their length.</summary>
    public int Finish(MergeTable table) => _upToFour.Finish(table) + _upToSix.Finish(table) + _upToEight.Finish(table)
        + _upToTen.Finish(table) + _upToSixteen.Finish(table) + _upToSixtyFour.Finish(table);

    // Two parts would merge into the whole piece, which is no token; one is left of a piece that is one.
    private int Add(MergeTable table, ReadOnlySpan<uint> parts) => parts.Length switch
    {
        <= 2 => parts.Length,
        <= 4 => _upToFour.Add(table, parts),
        <= 6 => _upToSix.Add(table, parts),
        <= 8 => _upToEight.Add(table, parts),
        <= 10 => _upToTen.Add(table, parts),
        <= 16 => _upToSixteen.Add(table, parts),
        _ => _upToSixtyFour.Add(table, parts),
    };
}
