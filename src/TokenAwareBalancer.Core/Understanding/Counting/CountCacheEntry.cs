using TokenAwareBalancer.Hashing;

namespace TokenAwareBalancer.Understanding.Counting;

/// <summary>One place of a <see cref="CountCache"/>: 32 bytes that threads read and write without a lock.</summary>
/// <remarks>
/// A sequence lock: a writer makes the version odd, writes, and makes it even again; a reader that finds it odd, or
/// changed after reading, has read nothing. So a torn entry is never taken for a whole one. Were a reader to pause for
/// 2³¹ writes of the place, and only then, it could be deceived.
/// </remarks>
internal struct CountCacheEntry
{
    private ulong _high;
    private ulong _low;
    private int _tokens;
    private int _textBytes;
    private uint _version;
    private uint _isSpared; // racy: at worst an entry is spared once more, or once less

    /// <summary>Whether nothing has ever been written here.</summary>
    public readonly bool IsEmpty => _version == 0;

    public bool TryRead(ContentHash key, out CachedCount count)
    {
        count = default;
        var version = Volatile.Read(ref _version);
        if (_low != key.Low || _high != key.High || version == 0 || (version & 1) != 0)
            return false;
        count = new CachedCount(_tokens, _textBytes);
        Volatile.ReadBarrier();
        if (_version != version)
            return false;
        // Written only when it changes: what every thread finds should stay in every core's own cache.
        if (_isSpared == 0)
            _isSpared = 1;
        return true;
    }

    /// <returns>False when another thread is writing here.</returns>
    public bool TryWrite(ContentHash key, CachedCount count) => TryWrite(key, count, Volatile.Read(ref _version));

    /// <returns>False when another thread is writing here, or has written.</returns>
    public bool TryWriteFirst(ContentHash key, CachedCount count) => TryWrite(key, count, version: 0);

    /// <summary>Ends its being spared.</summary>
    /// <returns>Whether it was.</returns>
    public bool TakeSparing()
    {
        var wasSpared = _isSpared != 0;
        _isSpared = 0;
        return wasSpared;
    }

    private bool TryWrite(ContentHash key, CachedCount count, uint version)
    {
        if ((version & 1) != 0 || Interlocked.CompareExchange(ref _version, version + 1, version) != version)
            return false;
        (_high, _low) = (key.High, key.Low);
        (_tokens, _textBytes) = (count.Tokens, count.TextBytes);
        _isSpared = 0;
        // Never 0 again, which means empty.
        Volatile.Write(ref _version, version + 2 == 0 ? 2 : version + 2);
        return true;
    }
}
