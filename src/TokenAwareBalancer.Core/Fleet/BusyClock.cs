namespace TokenAwareBalancer.Fleet;

/// <summary>A clock that runs only while a backend has something to do.</summary>
/// <remarks>
/// Rates of work are measured by it: by the wall clock, a backend that was idle for a minute would look like a slow
/// one. State is guarded by <c>_lock</c>.
/// </remarks>
internal sealed class BusyClock
{
    private readonly Lock _lock = new();
    private int _open;
    private double _busySeconds;
    private double _sinceSeconds;

    /// <summary>A request has been placed.</summary>
    public void Begin(double nowSeconds)
    {
        lock (_lock)
        {
            if (_open++ == 0)
                _sinceSeconds = nowSeconds;
        }
    }

    /// <summary>One that was placed has ended.</summary>
    public void End(double nowSeconds)
    {
        lock (_lock)
        {
            if (--_open == 0)
                _busySeconds += nowSeconds - _sinceSeconds;
        }
    }

    /// <summary>How long there has been something to do.</summary>
    public double ReadSeconds(double nowSeconds)
    {
        lock (_lock)
            return _busySeconds + (_open > 0 ? nowSeconds - _sinceSeconds : 0);
    }
}
