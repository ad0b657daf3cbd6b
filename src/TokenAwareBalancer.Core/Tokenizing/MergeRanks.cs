using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TokenAwareBalancer.Tokenizing;

/// <summary>Eight elements.</summary>
internal struct EightMergeRanks : IMergeRanks
{
    private Vector256<uint> _ranks;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Clear() => _ranks = Vector256<uint>.AllBitsSet;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint Smallest() => Smallest(_ranks);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int index, uint value) => _ranks = With(_ranks, index, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> With(Vector256<uint> ranks, int index, uint value)
    {
        var lane = Vector256.Equals(Vector256<uint>.Indices, Vector256.Create((uint)index));
        return Vector256.ConditionalSelect(lane, Vector256.Create(value), ranks);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Smallest(Vector256<uint> ranks)
    {
        var four = Vector128.Min(ranks.GetLower(), ranks.GetUpper());
        var two = Vector128.Min(four, Vector128.Shuffle(four, Vector128.Create(2u, 3, 0, 1)));
        return Vector128.Min(two, Vector128.Shuffle(two, Vector128.Create(1u, 0, 3, 2))).ToScalar();
    }
}

/// <summary>Sixteen elements.</summary>
internal struct SixteenMergeRanks : IMergeRanks
{
    private Vector256<uint> _low;
    private Vector256<uint> _high;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Clear() => _low = _high = Vector256<uint>.AllBitsSet;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint Smallest() => EightMergeRanks.Smallest(Vector256.Min(_low, _high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int index, uint value)
    {
        _low = EightMergeRanks.With(_low, index, value);
        _high = EightMergeRanks.With(_high, index - 8, value);
    }
}

/// <summary>Sixty-four elements.</summary>
/// <remarks>
/// One is changed by writing its whole vector, which is read as a whole right after: reading eight elements of which
/// one is still on its way to memory makes the processor wait for that, longer than the rest of a merge takes.
/// </remarks>
internal struct SixtyFourMergeRanks : IMergeRanks
{
    private VectorArray _vectors;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Clear()
    {
        foreach (ref var vector in _vectors)
            vector = Vector256<uint>.AllBitsSet;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Smallest()
    {
        ref var vectors = ref _vectors[0];
        var first = Vector256.Min(vectors, Unsafe.Add(ref vectors, 1));
        var second = Vector256.Min(Unsafe.Add(ref vectors, 2), Unsafe.Add(ref vectors, 3));
        var third = Vector256.Min(Unsafe.Add(ref vectors, 4), Unsafe.Add(ref vectors, 5));
        var fourth = Vector256.Min(Unsafe.Add(ref vectors, 6), Unsafe.Add(ref vectors, 7));
        return EightMergeRanks.Smallest(Vector256.Min(Vector256.Min(first, second), Vector256.Min(third, fourth)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int index, uint value)
    {
        // Before the first and behind the last is a vector that nothing reads.
        ref var vector = ref Unsafe.Add(ref _vectors[0], index >> 3);
        vector = EightMergeRanks.With(vector, index & 7, value);
    }

    [InlineArray(9)]
    private struct VectorArray
    {
        private Vector256<uint> _first;
    }
}
