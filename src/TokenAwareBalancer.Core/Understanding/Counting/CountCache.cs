using TokenAwareBalancer.Hashing;

namespace TokenAwareBalancer.Understanding.Counting;

/// <summary>
/// Remembers the counts of texts by their hashes, in fixed memory, so that what a conversation repeats with every turn
/// is not counted again.
/// </summary>
/// <remarks>
/// Sets of eight entries; within a set the CLOCK rule: an entry that was found since the hand last passed is spared
/// once. A new one is not spared before it has been found, so that a flood of texts seen once evicts mostly itself.
/// Thread-safe without a lock (<see cref="CountCacheEntry"/>); of two that store at one place at once, one does.
/// </remarks>
public sealed class CountCache
{
    /// <summary>What each entry takes.</summary>
    public const int EntryBytes = 32;

    private const int Ways = 8;

    private readonly CountCacheEntry[] _entries;
    private readonly ulong _setMask;
    private int _hand;
    private long _hits;
    private long _misses;
    private long _stored;
    private long _evicted;

    /// <param name="entries">How many texts it remembers; rounded up to a power of two, of 8 at least.</param>
    /// <param name="hasher">Makes its keys.</param>
    public CountCache(int entries, ContentHasher hasher)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(entries, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(entries, 1 << 26);
        var capacity = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(entries, Ways));
        _entries = new CountCacheEntry[capacity];
        _setMask = (ulong)((capacity / Ways) - 1);
        Hasher = hasher;
    }

    public ContentHasher Hasher { get; }

    public int Capacity => _entries.Length;

    /// <summary>Texts that were found, those that were not, and those that gave way to others.</summary>
    public CountCacheReading Read() => new(
        Interlocked.Read(ref _hits),
        Interlocked.Read(ref _misses),
        Interlocked.Read(ref _evicted),
        Interlocked.Read(ref _stored) - Interlocked.Read(ref _evicted));

    public bool TryGet(ContentHash key, out CachedCount count)
    {
        foreach (ref var entry in SetOf(key))
        {
            if (entry.TryRead(key, out count))
                return true;
        }

        count = default;
        return false;
    }

    public void Add(ContentHash key, CachedCount count)
    {
        var set = SetOf(key);
        foreach (ref var entry in set)
        {
            if (entry.TryRead(key, out _))
                return;
            if (!entry.IsEmpty)
                continue;
            // Two may see it empty; for one of them it is not, and he would be counted as another entry.
            if (entry.TryWriteFirst(key, count))
                Interlocked.Increment(ref _stored);
            return;
        }

        Replace(set, key, count);
    }

    /// <summary>Told once for each prompt, so that threads do not meet at the counters for each text.</summary>
    internal void Report(int hits, int misses)
    {
        if (hits > 0)
            Interlocked.Add(ref _hits, hits);
        if (misses > 0)
            Interlocked.Add(ref _misses, misses);
    }

    private void Replace(Span<CountCacheEntry> set, ContentHash key, CachedCount count)
    {
        var first = Interlocked.Increment(ref _hand);
        // After one round nobody is spared.
        for (var step = 0; step < 2 * Ways; step++)
        {
            ref var entry = ref set[(first + step) & (Ways - 1)];
            if (entry.TakeSparing())
                continue;
            if (!entry.TryWrite(key, count))
                return;
            Interlocked.Increment(ref _stored);
            Interlocked.Increment(ref _evicted);
            return;
        }
    }

    private Span<CountCacheEntry> SetOf(ContentHash key) =>
        _entries.AsSpan((int)(key.Mix() & _setMask) * Ways, Ways);
}
