namespace TokenAwareBalancer.Forwarding;

/// <summary>Why a try was ended from our side.</summary>
internal enum StopReason
{
    None,
    FirstToken,
    Total,
    Shutdown,
}

/// <summary>The time a try may take: until its first content, then until the end of the whole request.</summary>
/// <remarks>
/// One timer. <see cref="Reason"/> is set before the token fires, by whichever comes first of the timer and the
/// shutdown. A first-token callback that was under way when the content came finds the other reason next, too early,
/// and sets the timer again.
/// </remarks>
internal sealed class TryDeadline : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenRegistration _onShutdown;
    private readonly ITimer _timer;
    private readonly TimeProvider _time;
    private readonly long _endTimestamp;
    private volatile StopReason _nextReason;
    private int _reason;

    /// <param name="time">The clock.</param>
    /// <param name="untilFirstContent">The longest wait for content; null when the answer is not streamed, because
    /// then nothing comes before its end.</param>
    /// <param name="untilEnd">What is left of the request's total time.</param>
    /// <param name="shutdown">Fires when running answers have to end.</param>
    public TryDeadline(TimeProvider time, TimeSpan? untilFirstContent, TimeSpan untilEnd, CancellationToken shutdown)
    {
        _time = time;
        _endTimestamp = time.GetTimestamp() + (long)(untilEnd.TotalSeconds * time.TimestampFrequency);
        var isFirstContentNext = untilFirstContent < untilEnd;
        _nextReason = isFirstContentNext ? StopReason.FirstToken : StopReason.Total;
        _timer = time.CreateTimer(static self => ((TryDeadline)self!).OnTimer(), this,
            NotNegative(isFirstContentNext ? untilFirstContent!.Value : untilEnd), Timeout.InfiniteTimeSpan);
        _onShutdown = shutdown.UnsafeRegister(static self => ((TryDeadline)self!).Stop(StopReason.Shutdown), this);
    }

    public CancellationToken Token => _stop.Token;

    public StopReason Reason => (StopReason)Volatile.Read(ref _reason);

    /// <summary>Content has come: from now on only the total time counts.</summary>
    public void OnFirstContent()
    {
        if (_nextReason != StopReason.FirstToken)
            return;
        _nextReason = StopReason.Total;
        _timer.Change(TimeLeft(), Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _onShutdown.Dispose();
        _timer.Dispose();
        _stop.Dispose();
    }

    private static TimeSpan NotNegative(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;

    private TimeSpan TimeLeft() => NotNegative(_time.GetElapsedTime(_time.GetTimestamp(), _endTimestamp));

    private void OnTimer()
    {
        var reason = _nextReason;
        if (reason == StopReason.Total && TimeLeft() is var left && left > TimeSpan.Zero)
            _timer.Change(left, Timeout.InfiniteTimeSpan);
        else
            Stop(reason);
    }

    private void Stop(StopReason reason)
    {
        if (Interlocked.CompareExchange(ref _reason, (int)reason, (int)StopReason.None) != (int)StopReason.None)
            return;
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The try ended while its timer fired: there is nothing left to stop.
        }
    }
}
