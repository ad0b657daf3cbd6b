namespace TokenAwareBalancer.Simulating.Running;

/// <summary>The clock of a run: stands still until it is moved, and rings its timers through the event queue.</summary>
internal sealed class VirtualTime : TimeProvider
{
    private readonly EventQueue _events;

    public VirtualTime(EventQueue events) => _events = events;

    public double NowSeconds { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => (long)(NowSeconds * TimestampFrequency);

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Rings at what it was last set to; earlier settings come due too, and are passed over.</summary>
    private sealed class Timer : ITimer, IEventTarget
    {
        private readonly VirtualTime _time;
        private readonly TimerCallback _callback;
        private readonly object? _state;
        private TimeSpan _period;
        private double _dueSeconds = double.PositiveInfinity;

        public Timer(VirtualTime time, TimerCallback callback, object? state) =>
            (_time, _callback, _state) = (time, callback, state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            SetDue(dueTime);
            return true;
        }

        public void OnDue()
        {
            if (_time.NowSeconds < _dueSeconds)
                return;
            SetDue(_period > TimeSpan.Zero ? _period : Timeout.InfiniteTimeSpan);
            _callback(_state);
        }

        public void Dispose() => _dueSeconds = double.PositiveInfinity;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void SetDue(TimeSpan after)
        {
            _dueSeconds = after < TimeSpan.Zero ? double.PositiveInfinity : _time.NowSeconds + after.TotalSeconds;
            if (double.IsFinite(_dueSeconds))
                _time._events.Post(_dueSeconds, this);
        }
    }
}
