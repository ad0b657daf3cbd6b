using System.Numerics;
using System.Runtime.CompilerServices;

namespace TokenAwareBalancer.Tokenizing;

/// <summary>The pairs of tokens found so far and what they merge into: a hash table that grows by one at a time.</summary>
internal sealed class PairRanks
{
    private const ulong GoldenRatio = 0x9E3779B97F4A7C15;

    private readonly ulong[] _keys;
    private readonly uint[] _ranks;
    private readonly int _shift;

    /// <param name="capacity">The most pairs there will be.</param>
    public PairRanks(int capacity)
    {
        _keys = GC.AllocateUninitializedArray<ulong>((int)BitOperations.RoundUpToPowerOf2((uint)(2 * capacity) + 2));
        Array.Fill(_keys, ulong.MaxValue);
        _ranks = GC.AllocateUninitializedArray<uint>(_keys.Length);
        _shift = 64 - BitOperations.Log2((uint)_keys.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint RankOf(uint left, uint right)
    {
        var key = MergeTable.Key(left, right);
        var slot = SlotOf(key);
        return _keys[slot] == key ? _ranks[slot] : Vocabulary.NoRank;
    }

    public void Add(uint left, uint right, uint rank)
    {
        var key = MergeTable.Key(left, right);
        var slot = SlotOf(key);
        _keys[slot] = key;
        _ranks[slot] = rank;
    }

    /// <summary>The slot that holds a key, or the empty one where it belongs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int SlotOf(ulong key)
    {
        var slot = (int)(unchecked(key * GoldenRatio) >> _shift);
        while (_keys[slot] != key && _keys[slot] != ulong.MaxValue)
            slot = (slot + 1) & (_keys.Length - 1);
        return slot;
    }
}
