namespace TokenAwareBalancer.Receiving;

/// <summary>
/// How many requests are here, and may be at once, so that each finds a descriptor for its backend. Thread-safe.
/// </summary>
/// <remarks>
/// Over HTTP/1.1 a client's connection carries one request, and the bound on connections bounds both. Over HTTP/2 one
/// connection carries a thousand, each of which needs a connection of its own to a backend.
/// </remarks>
internal sealed class RequestPlaces
{
    private long _most;
    private long _taken;

    public RequestPlaces(long most) => _most = most;

    public long Most
    {
        get => Volatile.Read(ref _most);
        set => Volatile.Write(ref _most, value);
    }

    public long Taken => Volatile.Read(ref _taken);

    /// <returns>False when all places are taken; otherwise one must be left again.</returns>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _taken) <= Most)
            return true;
        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _taken);
}
