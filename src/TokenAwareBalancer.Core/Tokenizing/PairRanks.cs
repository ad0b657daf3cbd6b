using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace TokenAwareBalancer.Tokenizing;

/// <summary>The pairs of parts found so far and what they merge into: a table that grows by one at a time.</summary>
internal readonly struct PairRanks : IPairRanks
{
    private const int RankBits = 22;
    private const ulong Empty = ulong.MaxValue;

    // Odd, and not known outside: under one that is, a file could choose tokens whose pairs all belong in one place,
    // and finding room for each would take time quadratic in their number.
    private static readonly ulong Multiplier =
        BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong))) | 1;

    // Key above rank.
    private readonly ulong[] _slots;
    private readonly int _shift;

    /// <param name="capacity">The most pairs there will be.</param>
    public PairRanks(int capacity)
    {
        _slots = GC.AllocateUninitializedArray<ulong>((int)BitOperations.RoundUpToPowerOf2((uint)(2 * capacity) + 2));
        Array.Fill(_slots, Empty);
        _shift = 64 - BitOperations.Log2((uint)_slots.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint RankOf(uint left, uint right)
    {
        var key = MergeTable.Key(left, right);
        var found = _slots[SlotOf(key)];
        return found >> RankBits == key ? (uint)found & ((1u << RankBits) - 1) : Vocabulary.NoRank;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(uint left, uint right, uint rank)
    {
        var key = MergeTable.Key(left, right);
        _slots[SlotOf(key)] = (key << RankBits) | rank;
    }

    /// <summary>The slot that holds a key, or the empty one where it belongs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int SlotOf(ulong key)
    {
        var slot = (int)(unchecked(key * Multiplier) >> _shift);
        while (_slots[slot] >> RankBits != key && _slots[slot] != Empty)
            slot = (slot + 1) & (_slots.Length - 1);
        return slot;
    }
}
