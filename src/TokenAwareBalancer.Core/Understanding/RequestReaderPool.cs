namespace TokenAwareBalancer.Understanding;

/// <summary>
/// Readers at rest, for as many requests as are being read at the same moment; more are made when it is empty, and
/// dropped when it is full.
/// </summary>
/// <remarks>
/// Lock-free: each place is taken and filled by one atomic exchange, so a reader is never in two hands. A race can only
/// make or drop a reader more than needed.
/// </remarks>
internal sealed class RequestReaderPool
{
    private readonly RequestReader?[] _places;

    public RequestReaderPool(int places) => _places = new RequestReader?[places];

    /// <summary>Reading is pure CPU work, so hardly more readers are in use than there are cores.</summary>
    public static RequestReaderPool Shared { get; } = new(4 * Environment.ProcessorCount);

    public RequestReader Rent()
    {
        foreach (ref var place in _places.AsSpan())
        {
            if (place is not null && Interlocked.Exchange(ref place, null) is { } reader)
                return reader;
        }
        return new RequestReader();
    }

    public void Return(RequestReader reader)
    {
        foreach (ref var place in _places.AsSpan())
        {
            if (place is null && Interlocked.CompareExchange(ref place, reader, null) is null)
                return;
        }
    }
}
