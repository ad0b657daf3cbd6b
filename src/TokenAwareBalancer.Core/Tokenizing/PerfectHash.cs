using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

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
        SlotCount = SlotCountFor(keys.Length);
        _slotMask = SlotCount - 1;
        _displacements = new ushort[BitOperations.RoundUpToPowerOf2((uint)(keys.Length / KeysPerBucket) + 2)];
        _bucketShift = BucketShift(_displacements);
        for (Attempt = 0; Attempt < MostAttempts; Attempt++)
        {
            _multiplier = Multiplier(Attempt);
            if (TryPlace(keys))
                return;
        }

        throw new ArgumentException("Keys are not distinct.", nameof(keys));
    }

    /// <summary>A table found before, for the same keys.</summary>
    /// <param name="keyCount">The number of keys.</param>
    /// <param name="attempt">What <see cref="Attempt"/> was.</param>
    /// <param name="displacements">What <see cref="Displacements"/> were.</param>
    public PerfectHash(int keyCount, int attempt, ushort[] displacements)
    {
        SlotCount = SlotCountFor(keyCount);
        Attempt = attempt;
        _slotMask = SlotCount - 1;
        _displacements = displacements;
        _bucketShift = BucketShift(displacements);
        _multiplier = Multiplier(attempt);
    }

    /// <summary>The multipliers that were tried in vain.</summary>
    public int Attempt { get; }

    /// <summary>By bucket, how its keys' slots are moved.</summary>
    public ReadOnlySpan<ushort> Displacements => _displacements;

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
        // The same either way; but BigMul hands the low half over through memory.
        if (Bmi2.X64.IsSupported)
            return Bmi2.X64.MultiplyNoFlags(key, _multiplier) ^ unchecked(key * _multiplier);
        var high = Math.BigMul(key, _multiplier, out var low);
        return high ^ low;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private nint Bucket(ulong hash) => (nint)(hash >> _bucketShift);

    private static int SlotCountFor(int keyCount) =>
        (int)BitOperations.RoundUpToPowerOf2((uint)(keyCount + (keyCount / 8) + 2));

    private static int BucketShift(ushort[] displacements) => 64 - BitOperations.Log2((uint)displacements.Length);

    private static ulong Multiplier(int attempt) => unchecked(GoldenRatio * (ulong)((2 * attempt) + 1));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryPlace(ReadOnlySpan<ulong> keys)
    {
        var (starts, slots) = GroupByBucket(keys);
        var taken = new ulong[(SlotCount / 64) + 1];
        foreach (var bucket in LargestFirst(starts))
        {
            if (!TryPlace(slots.AsSpan(starts[bucket]..starts[bucket + 1]), taken, out _displacements[bucket]))
                return false;
        }

        return true;
    }

    /// <summary>The slot bits of all keys, one bucket's after the other's, and where each bucket's begin.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    /// <summary>The buckets in order of size: their numbers counted out, since sizes are small.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int[] LargestFirst(int[] starts)
    {
        var places = new int[LargestBucket(starts) + 2];
        for (var bucket = 0; bucket + 1 < starts.Length; bucket++)
            places[places.Length - 1 - (starts[bucket + 1] - starts[bucket])]++;
        for (var size = 1; size < places.Length; size++)
            places[size] += places[size - 1];

        var buckets = new int[starts.Length - 1];
        for (var bucket = buckets.Length - 1; bucket >= 0; bucket--)
            buckets[--places[places.Length - 1 - (starts[bucket + 1] - starts[bucket])]] = bucket;
        return buckets;
    }

    private static int LargestBucket(int[] starts)
    {
        var largest = 0;
        for (var bucket = 0; bucket + 1 < starts.Length; bucket++)
            largest = Math.Max(largest, starts[bucket + 1] - starts[bucket]);
        return largest;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryPlace(ReadOnlySpan<int> slots, ulong[] taken, out ushort displacement)
    {
        // At most the highest slot: what is displaced by exclusive or then stays among the slots.
        var last = (ushort)Math.Min(SlotCount - 1, ushort.MaxValue);
        for (displacement = 0; displacement < last; displacement++)
        {
            if (TryTake(slots, taken, displacement))
                return true;
        }

        return TryTake(slots, taken, displacement);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryTake(ReadOnlySpan<int> slots, ulong[] taken, int displacement)
    {
        var placed = 0;
        while (placed < slots.Length && !IsTaken(taken, slots[placed] ^ displacement))
            Flip(taken, slots[placed++] ^ displacement);
        if (placed == slots.Length)
            return true;
        while (placed > 0)
            Flip(taken, slots[--placed] ^ displacement);
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsTaken(ulong[] taken, int slot) => ((taken[slot / 64] >> slot) & 1) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Flip(ulong[] taken, int slot) => taken[slot / 64] ^= 1UL << slot;
}
