using System.Runtime.CompilerServices;

namespace TokenAwareBalancer.Tokenizing;

/// <summary>Four pieces that are merged together.</summary>
/// <typeparam name="TRanks">As many elements as a piece may have parts.</typeparam>
internal struct MergeLanes<TRanks>
    where TRanks : struct, IMergeRanks
{
    private const int LaneCount = 4;

    private LaneArray _lanes;
    private int _waiting;

    public void Clear() => _waiting = 0;

    /// <summary>Takes one piece, as its parts; when there are four, merges them.</summary>
    /// <returns>The number of tokens that came of merging.</returns>
    public int Add(MergeTable table, ReadOnlySpan<uint> parts)
    {
        _lanes[_waiting++].Start(table, parts);
        return _waiting == LaneCount ? Merge(table) : 0;
    }

    /// <summary>Merges the pieces that wait for others.</summary>
    /// <returns>The number of tokens that came of it.</returns>
    public int Finish(MergeTable table)
    {
        if (_waiting == 0)
            return 0;
        while (_waiting < LaneCount)
            _lanes[_waiting++].Clear();
        return Merge(table);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Merge(MergeTable table)
    {
        ref var lane = ref _lanes[0];
        while (lane.Step(table) | Unsafe.Add(ref lane, 1).Step(table)
            | Unsafe.Add(ref lane, 2).Step(table) | Unsafe.Add(ref lane, 3).Step(table))
        {
        }

        _waiting = 0;
        return lane.Tokens + Unsafe.Add(ref lane, 1).Tokens
            + Unsafe.Add(ref lane, 2).Tokens + Unsafe.Add(ref lane, 3).Tokens;
    }

    [InlineArray(LaneCount)]
    private struct LaneArray
    {
        private MergeLane<TRanks> _first;
    }
}
