namespace TokenAwareBalancer.Fleet;

/// <summary>The leases of one backend that have had no content yet, in the order in which they were sent.</summary>
/// <remarks>
/// Batching engines compute prompts in the order they come, so the first of them is the one at work, and a first
/// content tells that the next one's turn has come. Linked through the leases themselves, so that nothing is allocated.
/// Thread-safe, by a lock that is held for no more than a link.
/// </remarks>
internal sealed class PrefillLine
{
    private readonly Lock _lock = new();
    private Lease? _first;
    private Lease? _last;
    private double _turnSeconds;

    /// <summary>A request has been sent.</summary>
    public void Enter(Lease lease, double nowSeconds)
    {
        lock (_lock)
        {
            if (_first is null)
                (_first, _turnSeconds) = (lease, nowSeconds);
            else
                (_last!.NextPending, lease.PreviousPending) = (lease, _last);
            (_last, lease.IsPending) = (lease, true);
        }
    }

    /// <summary>Its first content has come, or it has ended without one; does nothing the second time.</summary>
    /// <param name="lease">One that has entered.</param>
    /// <param name="nowSeconds">The time.</param>
    /// <param name="isComputed">Whether its prompt is done: then its engine has turned to the next.</param>
    public void Leave(Lease lease, double nowSeconds, bool isComputed)
    {
        lock (_lock)
        {
            if (!lease.IsPending)
                return;
            if (isComputed || lease == _first)
                _turnSeconds = nowSeconds;
            Unlink_NeedsLock(lease);
        }
    }

    public PrefillHead Read(double nowSeconds)
    {
        // A racy look first: mostly nobody is pending, and a choice asks every backend.
        if (Volatile.Read(ref _first) is null)
            return default;
        lock (_lock)
            return _first is null ? default : new(_first.PredictedPrefill, Math.Max(0, nowSeconds - _turnSeconds));
    }

    private void Unlink_NeedsLock(Lease lease)
    {
        if (lease.PreviousPending is { } previous)
            previous.NextPending = lease.NextPending;
        else
            _first = lease.NextPending;
        if (lease.NextPending is { } next)
            next.PreviousPending = lease.PreviousPending;
        else
            _last = lease.PreviousPending;
        (lease.PreviousPending, lease.NextPending, lease.IsPending) = (null, null, false);
    }
}
