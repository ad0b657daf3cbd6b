using System.Numerics;
using System.Runtime.CompilerServices;

namespace TokenAwareBalancer.Tokenizing;

/// <summary>A piece of up to 64 parts on its way to tokens, one merge at a time.</summary>
/// <remarks>
/// For each part, the rank of its merge with the next one is kept, and below it, in the low bits, the part's number:
/// the smallest is the next merge, leftmost first, and its high bits are what the merged part is.
/// <para>
/// What one merge needs waits for what the one before it wrote, and a processor waits longer than it works: so several
/// lanes are merged in turns (<see cref="MergeLanes{TRanks}"/>), and none of them may branch on what it finds. A step
/// changes nothing that counts in a lane that is done, and asks for the ranks with both neighbours whether there are
/// any or not: to either side stands an edge, which merges with nothing.
/// </para>
/// </remarks>
/// <typeparam name="TRanks">As many elements as there may be parts.</typeparam>
internal struct MergeLane<TRanks>
    where TRanks : struct, IMergeRanks
{
    private const int MostParts = 64;
    private const int IndexBits = 6;

    // All elements from this one on: the rank of no token above any index.
    private const uint NoMerge = unchecked(Vocabulary.NoRank << IndexBits);

    // In front of a vector that may be written to, before the first rank, and never is read.
    private Padding _padding;
    private TRanks _ranks;
    private PartArray _parts;

    /// <summary>A bit for each part that is not merged into the one before it.</summary>
    public ulong Alive { get; private set; }

    /// <summary>The number of tokens, once it is done.</summary>
    public readonly int Tokens => BitOperations.PopCount(Alive);

    /// <summary>Becomes a lane with nothing in it.</summary>
    public void Clear()
    {
        _ranks.Clear();
        Alive = 0;
    }

    /// <summary>Takes a piece, as its parts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Start<TTable>(TTable table, ReadOnlySpan<uint> parts)
        where TTable : struct, IPairRanks
    {
        _ranks.Clear();
        Alive = ulong.MaxValue >> (MostParts - parts.Length);
        ref var part = ref _parts[1];
        _parts[0] = Unsafe.Add(ref part, MostParts) = MergeTable.Edge;
        ref var rank = ref Unsafe.As<TRanks, uint>(ref _ranks);
        part = parts[0];
        for (var i = 1; i < parts.Length; i++)
        {
            Unsafe.Add(ref part, i) = parts[i];
            Unsafe.Add(ref rank, i - 1) = (table.RankOf(parts[i - 1], parts[i]) << IndexBits) | (uint)(i - 1);
        }
    }

    /// <summary>Merges once, if there is something to merge.</summary>
    /// <returns>Whether there was.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Step<TTable>(TTable table)
        where TTable : struct, IPairRanks
    {
        var merge = _ranks.Smallest();
        var isMerge = merge < NoMerge;
        var left = (int)(merge % MostParts);
        var rank = merge >> IndexBits;
        var behind = Alive & (ulong.MaxValue - 1 << left);
        var right = BitOperations.TrailingZeroCount(behind);
        var alive = Alive & ~((isMerge ? 1UL : 0) << right);
        Alive = alive;

        var previous = 63 - BitOperations.LeadingZeroCount(alive & ((1UL << left) - 1));
        var next = BitOperations.TrailingZeroCount(behind & (behind - 1));
        ref var part = ref _parts[1];
        Unsafe.Add(ref part, left) = rank;
        var withPrevious = table.RankOf(Unsafe.Add(ref part, previous), rank);
        var withNext = table.RankOf(rank, Unsafe.Add(ref part, next));
        _ranks.Set(right, NoMerge);
        _ranks.Set(previous, (withPrevious << IndexBits) | (uint)previous);
        _ranks.Set(left, (withNext << IndexBits) | (uint)left);
        return isMerge;
    }

    [InlineArray(1 + MostParts + 1)]
    private struct PartArray
    {
        private uint _first;
    }

    [InlineArray(8)]
    private struct Padding
    {
        private uint _first;
    }
}
