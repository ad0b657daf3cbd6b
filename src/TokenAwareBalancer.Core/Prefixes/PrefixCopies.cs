using System.Numerics;

namespace TokenAwareBalancer.Prefixes;

/// <summary>All copies of beginnings, found by beginning and backend; a hash table in fixed memory.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class PrefixCopies
{
    private readonly int[] _buckets; // one more than the place of the first copy; 0 for none
    private readonly PrefixCopy[] _copies;
    private int _used;
    private int _firstFree = -1;

    public PrefixCopies(int copies)
    {
        _copies = new PrefixCopy[copies];
        _buckets = new int[BitOperations.RoundUpToPowerOf2((uint)copies)];
    }

    public int Count { get; private set; }

    public bool IsFull => Count == _copies.Length;

    public ref PrefixCopy this[int place] => ref _copies[place];

    /// <returns>Its place; -1 when it is not there.</returns>
    public int Find(int entry, int slot)
    {
        var place = BucketOf(entry, slot) - 1;
        while (place >= 0 && (_copies[place].Entry != entry || _copies[place].Slot != slot))
            place = _copies[place].Next;
        return place;
    }

    /// <summary>Adds one that is not there; the caller has seen to it that there is room.</summary>
    public int Add(int entry, int slot, int tokens)
    {
        var place = _firstFree >= 0 ? _firstFree : _used++;
        ref var copy = ref _copies[place];
        if (_firstFree >= 0)
            _firstFree = copy.Next;
        ref var bucket = ref BucketOf(entry, slot);
        copy = new PrefixCopy
        {
            Entry = entry,
            Slot = (short)slot,
            Tokens = tokens,
            Next = bucket - 1,
            Older = -1,
            Newer = -1,
        };
        bucket = place + 1;
        Count++;
        return place;
    }

    public void Remove(int place)
    {
        ref var copy = ref _copies[place];
        ref var bucket = ref BucketOf(copy.Entry, copy.Slot);
        if (bucket - 1 == place)
            bucket = copy.Next + 1;
        else
            Before(place, bucket - 1).Next = copy.Next;
        copy.Next = _firstFree;
        _firstFree = place;
        Count--;
    }

    private ref PrefixCopy Before(int place, int first)
    {
        while (_copies[first].Next != place)
            first = _copies[first].Next;
        return ref _copies[first];
    }

    // Fibonacci hashing: the places of entries are consecutive numbers.
    private ref int BucketOf(int entry, int slot)
    {
        var mixed = (((ulong)entry << 8) | (uint)slot) * 0x9E3779B97F4A7C15;
        return ref _buckets[(mixed >> 32) & (ulong)(_buckets.Length - 1)];
    }
}
