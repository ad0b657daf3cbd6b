using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TokenAwareBalancer.Tokenizing;

/// <summary>Tells the rank of the token that two neighbouring tokens merge into.</summary>
/// <remarks>
/// Looked up by the ranks of the two, not by their bytes: no byte is read, a slot is eight bytes, and tokens of any
/// length are found alike. Only one pair of each token is here, the one it is merged from when it stands alone (see
/// <see cref="MergeSplits"/>), as many slots as the vocabulary has tokens. That is enough: whenever a token comes of
/// merging, its bytes went through the same merges, in the same order, as they do alone, since nothing crossed its
/// edges; so no other pair is ever merged into it, and to leave out what is never next changes nothing.
/// </remarks>
internal readonly struct MergeTable : IPairRanks
{
    /// <summary>More than any rank, bytes that are no tokens included.</summary>
    public const int MostParts = (1 << PartBits) - 2;

    /// <summary>A neighbour that merges with nothing: the edge of a piece.</summary>
    public const uint Edge = MostParts + 1;

    private const int PartBits = 21;
    private const int RankBits = 64 - (2 * PartBits);

    // Of a pair that no one asks for, not even a lane that is done and asks for nonsense.
    private const ulong EmptySlot = (((ulong)MostParts << PartBits) | MostParts) << RankBits;

    private readonly PerfectHash _hash;
    private readonly ulong[] _slots;

    /// <param name="keys">What <see cref="Key"/> gives for each pair.</param>
    /// <param name="ranks">The rank of the token each pair merges into.</param>
    /// <param name="hash">Gives each of the keys a slot.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public MergeTable(ReadOnlySpan<ulong> keys, ReadOnlySpan<uint> ranks, PerfectHash hash)
    {
        _hash = hash;
        _slots = GC.AllocateUninitializedArray<ulong>(hash.SlotCount, pinned: true);
        Array.Fill(_slots, EmptySlot);
        for (var i = 0; i < keys.Length; i++)
            _slots[hash.SlotOf(keys[i])] = (keys[i] << RankBits) | ranks[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Key(uint left, uint right) => ((ulong)left << PartBits) | right;

    /// <summary>The rank of two parts, <see cref="Vocabulary.NoRank"/> if they do not merge.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint RankOf(uint left, uint right)
    {
        var key = Key(left, right);

        // Every slot number is masked to the table's length: no need to check it.
        var slot = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_slots), _hash.SlotOf(key));

        // The rank where the slot is the key's, otherwise more. To all ones without a branch: which way it goes is
        // what the text decides.
        var rank = slot ^ (key << RankBits);
        return (uint)rank | (uint)(-(long)(rank >> RankBits) >> 63);
    }
}
