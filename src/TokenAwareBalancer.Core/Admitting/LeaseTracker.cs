using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Admitting;

/// <summary>Counts leases, and keeps for each backend what they tell of its pace.</summary>
/// <remarks>Opened under the lock of the gate; settled and overdue from any thread.</remarks>
internal sealed class LeaseTracker
{
    private long _opened;
    private long _settled;
    private long _overdue;

    public long Opened => Volatile.Read(ref _opened);

    public long Settled => Volatile.Read(ref _settled);

    public long Overdue => Volatile.Read(ref _overdue);

    public void OnOpened_NeedsLock(Backend backend, double nowSeconds)
    {
        Volatile.Write(ref _opened, _opened + 1);
        backend.Busy.Begin(nowSeconds);
    }

    public static void OnWork(Backend backend, long tokens, double nowSeconds)
    {
        backend.LastWorkSeconds = nowSeconds;
        backend.DrainRate.Add(tokens, backend.Busy.ReadSeconds(nowSeconds));
    }

    public void OnSettled(Backend backend, double nowSeconds)
    {
        Interlocked.Increment(ref _settled);
        backend.Busy.End(nowSeconds);
    }

    public void OnOverdue() => Interlocked.Increment(ref _overdue);
}
