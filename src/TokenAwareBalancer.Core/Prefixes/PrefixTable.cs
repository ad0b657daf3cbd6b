using System.Numerics;
using TokenAwareBalancer.Hashing;

namespace TokenAwareBalancer.Prefixes;

/// <summary>Finds beginnings of prompts by their hashes; a hash table in fixed memory.</summary>
/// <remarks>Not thread-safe. Memory that was never used is never touched: the arrays are zero from the start.</remarks>
internal sealed class PrefixTable
{
    private readonly int[] _buckets; // one more than the place of the first entry; 0 for none
    private readonly PrefixEntry[] _entries;
    private int _used;
    private int _firstFree = -1;

    public PrefixTable(int entries)
    {
        _entries = new PrefixEntry[entries];
        _buckets = new int[BitOperations.RoundUpToPowerOf2((uint)entries)];
    }

    public int Count { get; private set; }

    public ref PrefixEntry this[int place] => ref _entries[place];

    /// <returns>Its place; -1 when it is not there.</returns>
    public int Find(ContentHash hash)
    {
        var place = BucketOf(hash) - 1;
        while (place >= 0 && _entries[place].Hash != hash)
            place = _entries[place].Next;
        return place;
    }

    /// <summary>Adds one that is not there; the caller has seen to it that there is room.</summary>
    public int Add(ContentHash hash)
    {
        var place = _firstFree >= 0 ? _firstFree : _used++;
        ref var entry = ref _entries[place];
        if (_firstFree >= 0)
            _firstFree = entry.Next;
        ref var bucket = ref BucketOf(hash);
        entry = new PrefixEntry { Hash = hash, Next = bucket - 1 };
        bucket = place + 1;
        Count++;
        return place;
    }

    public void Remove(int place)
    {
        ref var entry = ref _entries[place];
        ref var bucket = ref BucketOf(entry.Hash);
        if (bucket - 1 == place)
            bucket = entry.Next + 1;
        else
            Before(place, bucket - 1).Next = entry.Next;
        entry.Next = _firstFree;
        _firstFree = place;
        Count--;
    }

    private ref PrefixEntry Before(int place, int first)
    {
        while (_entries[first].Next != place)
            first = _entries[first].Next;
        return ref _entries[first];
    }

    private ref int BucketOf(ContentHash hash) => ref _buckets[hash.Mix() & (ulong)(_buckets.Length - 1)];
}
