using System.Collections;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TokenAwareBalancer.Tokenizing;

/// <summary>Gives each key of a fixed set a slot of its own, so that a lookup looks at one slot only.</summary>
/// <remarks>
/// Hash and displace: some bits of a key's hash choose a bucket and others a slot, and the bucket's displacement, found
/// when the table is built, moves all its keys to slots that are free. Buckets are placed largest first, while there is
/// room. What this buys is a lookup without a loop, hence without a branch that depends on where a key collides: most
/// lookups of a merge miss, and to mispredict each would cost more than the lookup.
/// <para>
/// Two keys of one bucket with the same slot bits cannot be kept apart; then another multiplier is tried. With three
/// keys to a bucket one of three or four multipliers will do; more keys make that number, and the search, much longer.
/// </para>
/// </remarks>
internal sealed class PerfectHash
{
    private const int KeysPerBucket = 3;

    // 2^64 divided by the golden ratio: a multiplier whose multiples are spread evenly.
    private const ulong GoldenRatio = 0x9E3779B97F4A7C15;

    // One attempt in three succeeds, so that a set of distinct keys fails them all once in 10^17 times.
    private const int MostAttempts = 100;

    private readonly ushort[] _displacements;
    private readonly int _bucketShift;
    private readonly int _slotMask;
    private readonly ulong _multiplier;

    /// <param name="keys">Distinct numbers; they fill between half and seven eighths of the slots.</param>
    public PerfectHash(ReadOnlySpan<ulong> keys)
    {
        SlotCount = (int)BitOperations.RoundUpToPowerOf2((uint)(keys.Length + (keys.Length / 8) + 2));
        _slotMask = SlotCount - 1;
        _displacements = new ushort[BitOperations.RoundUpToPowerOf2((uint)(keys.Length / KeysPerBucket) + 2)];
        _bucketShift = 64 - BitOperations.Log2((uint)_displacements.Length);
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            _multiplier = unchecked(GoldenRatio * (ulong)((2 * attempt) + 1));
            if (TryPlace(keys))
                return;
        }

        throw new ArgumentException("Keys are not distinct.", nameof(keys));
    }

    /// <summary>The number of slots, a power of two.</summary>
    public int SlotCount { get; }

    /// <summary>The slot of a key; of a number that is no key, some slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int SlotOf(ulong key)
    {
        var hash = Hash(key);
        ref var displacements = ref MemoryMarshal.GetArrayDataReference(_displacements);
        return ((int)hash & _slotMask) ^ Unsafe.Add(ref displacements, Bucket(hash));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Hash(ulong key)
    {
        var high = Math.BigMul(key, _multiplier, out var low);
        return high ^ low;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private nint Bucket(ulong hash) => (nint)(hash >> _bucketShift);

    private bool TryPlace(ReadOnlySpan<ulong> keys)
    {
        var (starts, slots) = GroupByBucket(keys);
        var taken = new BitArray(SlotCount);
        foreach (var bucket in LargestFirst(starts))
        {
            if (!TryPlace(slots.AsSpan(starts[bucket]..starts[bucket + 1]), taken, out _displacements[bucket]))
                return false;
        }

        return true;
    }

    /// <summary>The slot bits of all keys, one bucket's after the other's, and where each bucket's begin.</summary>
    private (int[] Starts, int[] Slots) GroupByBucket(ReadOnlySpan<ulong> keys)
    {
        var starts = new int[_displacements.Length + 1];
        foreach (var key in keys)
            starts[Bucket(Hash(key))]++;
        for (var bucket = 1; bucket < starts.Length; bucket++)
            starts[bucket] += starts[bucket - 1];

        var slots = new int[keys.Length];
        foreach (var key in keys)
        {
            var hash = Hash(key);
            slots[--starts[Bucket(hash)]] = (int)hash & _slotMask;
        }

        return (starts, slots);
    }

    private static int[] LargestFirst(int[] starts)
    {
        var buckets = new int[starts.Length - 1];
        var sizes = new int[buckets.Length];
        for (var bucket = 0; bucket < buckets.Length; bucket++)
        {
            buckets[bucket] = bucket;
            sizes[bucket] = starts[bucket] - starts[bucket + 1];
        }

        Array.Sort(sizes, buckets);
        return buckets;
    }

    private static bool TryPlace(ReadOnlySpan<int> slots, BitArray taken, out ushort displacement)
    {
        // At most the highest slot: what is displaced by exclusive or then stays among the slots.
        var last = (ushort)Math.Min(taken.Length - 1, ushort.MaxValue);
        for (displacement = 0; displacement < last; displacement++)
        {
            if (TryTake(slots, taken, displacement))
                return true;
        }

        return TryTake(slots, taken, displacement);
    }

    private static bool TryTake(ReadOnlySpan<int> slots, BitArray taken, int displacement)
    {
        var placed = 0;
        while (placed < slots.Length && !taken[slots[placed] ^ displacement])
            taken[slots[placed++] ^ displacement] = true;
        if (placed == slots.Length)
            return true;
        while (placed > 0)
            taken[slots[--placed] ^ displacement] = false;
        return false;
    }
}
