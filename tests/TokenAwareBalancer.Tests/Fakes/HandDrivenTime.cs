namespace TokenAwareBalancer.Fakes;

/// <summary>A clock and its one timer, both moved by the test.</summary>
internal sealed class HandDrivenTime : TimeProvider, ITimer
{
    private Action? _callback;

    /// <summary>When the timer is to fire next, from now; null when it is not set.</summary>
    public TimeSpan? Due { get; private set; }

    public TimeSpan Now { get; set; }

    /// <summary>What the calendar says; moved apart from <see cref="Now"/>.</summary>
    public DateTimeOffset UtcNow { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Now.Ticks;

    public override DateTimeOffset GetUtcNow() => UtcNow;

    /// <summary>The timer's callback runs now, whatever it was set to.</summary>
    public void Fire()
    {
        Due = null;
        _callback?.Invoke();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _callback = () => callback(state);
        Due = dueTime;
        return this;
    }

    bool ITimer.Change(TimeSpan dueTime, TimeSpan period)
    {
        Due = dueTime;
        return true;
    }

    void IDisposable.Dispose()
    {
    }

    ValueTask IAsyncDisposable.DisposeAsync() => ValueTask.CompletedTask;
}
