namespace TokenAwareBalancer.Admitting;

/// <summary>
/// Wakes the line while somebody stands in it: time makes room too, and nobody else would tell those who wait.
/// </summary>
/// <remarks>A rest ends, a backend may be tried again. Guarded by the lock of the gate that owns it.</remarks>
internal sealed class LineTicks
{
    /// <summary>How late those in line may learn of what time alone has changed.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    private readonly TimeProvider _time;
    private readonly Action _onTick;
    private ITimer? _timer; // null while nobody is in line

    public LineTicks(TimeProvider time, Action onTick) => (_time, _onTick) = (time, onTick);

    public void Start_NeedsLock() =>
        _timer ??= _time.CreateTimer(static self => ((LineTicks)self!)._onTick(), this, Period, Period);

    public void Stop_NeedsLock()
    {
        _timer?.Dispose();
        _timer = null;
    }
}
