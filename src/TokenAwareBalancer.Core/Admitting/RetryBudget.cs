namespace TokenAwareBalancer.Admitting;

/// <summary>How many requests may be sent once more: a part of all, and a few each second.</summary>
/// <remarks>
/// Without it, a fleet that fails under load gets up to three times that load. Requests of the last ten seconds deposit
/// a share each, retries withdraw a whole one, and a reserve per second lets a quiet balancer fail over too. The numbers
/// are those of Finagle's <c>RetryBudget</c>: 20 %, 10 a second, 10 s. State is guarded by <c>_lock</c>.
/// </remarks>
public sealed class RetryBudget
{
    private const int Seconds = 10;

    private readonly Lock _lock = new();
    private readonly (long Second, int Requests, int Retries)[] _slots =
        new (long Second, int Requests, int Retries)[Seconds];

    private double _share;
    private int _reservePerSecond;

    /// <inheritdoc cref="Configure"/>
    public RetryBudget(double share = 0.2, int reservePerSecond = 10) => Configure(share, reservePerSecond);

    /// <summary>Allows another number from now on; what was taken lately counts against it.</summary>
    /// <param name="share">Retries allowed for each request, from 0 to 1.</param>
    /// <param name="reservePerSecond">Retries allowed beside that.</param>
    public void Configure(double share, int reservePerSecond)
    {
        lock (_lock)
            (_share, _reservePerSecond) = (share, reservePerSecond);
    }

    /// <summary>A request has come.</summary>
    public void OnRequest(double nowSeconds)
    {
        lock (_lock)
            Slot_NeedsLock(nowSeconds).Requests++;
    }

    /// <summary>Takes one retry, if one is left.</summary>
    public bool TryTake(double nowSeconds)
    {
        lock (_lock)
        {
            if (Left_NeedsLock(nowSeconds) < 1)
                return false;
            Slot_NeedsLock(nowSeconds).Retries++;
            return true;
        }
    }

    private double Left_NeedsLock(double nowSeconds)
    {
        var oldest = SecondOf(nowSeconds) - Seconds;
        double left = Seconds * _reservePerSecond;
        foreach (var slot in _slots)
        {
            if (slot.Second > oldest)
                left += _share * slot.Requests - slot.Retries;
        }

        return left;
    }

    private ref (long Second, int Requests, int Retries) Slot_NeedsLock(double nowSeconds)
    {
        var second = SecondOf(nowSeconds);
        ref var slot = ref _slots[second % Seconds];
        if (slot.Second != second)
            slot = (second, 0, 0);
        return ref slot;
    }

    // From above the window, so that an empty slot is always an old one.
    private static long SecondOf(double nowSeconds) => Seconds + 1 + (long)nowSeconds;
}
