namespace TokenAwareBalancer.Receiving;

/// <summary>How much memory the bodies of all requests take, and may take at most. Thread-safe.</summary>
/// <remarks>
/// What counts are the arrays that hold them, not what clients announce: it is taken before an array is rented, and
/// given back when that is returned. With no request here it is 0, or there is a leak.
/// </remarks>
internal sealed class BodyMemory
{
    private long _mostBytes;
    private long _takenBytes;

    public BodyMemory(long mostBytes) => _mostBytes = mostBytes;

    public long MostBytes
    {
        get => Volatile.Read(ref _mostBytes);
        set => Volatile.Write(ref _mostBytes, value);
    }

    public long TakenBytes => Volatile.Read(ref _takenBytes);

    /// <returns>False when so much is not left, and nothing has been taken.</returns>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _takenBytes, bytes) <= MostBytes)
            return true;
        GiveBack(bytes);
        return false;
    }

    public void GiveBack(long bytes) => Interlocked.Add(ref _takenBytes, -bytes);
}
