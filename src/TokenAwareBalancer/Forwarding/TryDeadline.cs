namespace TokenAwareBalancer.Forwarding;

/// <summary>Why a try was ended from our side.</summary>
internal enum StopReason
{
    None,
    FirstToken,
    NextToken,
    Total,
    Shutdown,
}

/// <summary>
/// The time a try may take: until its first content, then from one sign of life to the next, and never beyond the end
/// of the whole request.
/// </summary>
/// <remarks>
/// One timer, not moved by every token: a sign of life only notes the time, and the timer, when it fires, finds out how
/// long the silence has been and goes on waiting for what is left of it. <see cref="Reason"/> is set before the token
/// fires, by whichever comes first of the timer and the shutdown. A first-token callback that was under way when the
/// content came finds that content is here, and does the same. While the client does not take what has come, silence
/// is the client's and not the backend's, and only the total time counts.
/// </remarks>
internal sealed class TryDeadline : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenRegistration _onShutdown;
    private readonly ITimer _timer;
    private readonly TimeProvider _time;
    private readonly TimeSpan? _silence;
    private readonly long _endTimestamp;
    private volatile bool _awaitsFirstContent;
    private volatile bool _isClientBehind;
    private long _lifeTimestamp = long.MinValue;
    private int _reason;

    /// <param name="time">The clock.</param>
    /// <param name="untilFirstContent">The longest wait for content; null when the answer is not streamed, because
    /// then nothing comes before its end.</param>
    /// <param name="silence">The longest silence after that; null for an answer that is not streamed.</param>
    /// <param name="untilEnd">What is left of the request's total time.</param>
    /// <param name="shutdown">Fires when running answers have to end.</param>
    public TryDeadline(
        TimeProvider time,
        TimeSpan? untilFirstContent,
        TimeSpan? silence,
        TimeSpan untilEnd,
        CancellationToken shutdown)
    {
        _time = time;
        _silence = silence;
        _endTimestamp = time.GetTimestamp() + (long)(untilEnd.TotalSeconds * time.TimestampFrequency);
        _awaitsFirstContent = untilFirstContent < untilEnd;
        _timer = time.CreateTimer(
            static self => ((TryDeadline)self!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _onShutdown = shutdown.UnsafeRegister(static self => ((TryDeadline)self!).Stop(StopReason.Shutdown), this);
        // Last: it may fire at once, and looks at all of the above.
        _timer.Change(
            NotNegative(_awaitsFirstContent ? untilFirstContent!.Value : untilEnd), Timeout.InfiniteTimeSpan);
    }

    public CancellationToken Token => _stop.Token;

    public StopReason Reason => (StopReason)Volatile.Read(ref _reason);

    /// <summary>Content has come: from now on silence counts, and the total time.</summary>
    public void OnFirstContent()
    {
        OnSignOfLife();
        _awaitsFirstContent = false;
        _timer.Change(NextCheck(), Timeout.InfiniteTimeSpan);
    }

    /// <summary>The backend has sent something.</summary>
    public void OnSignOfLife()
    {
        if (_silence is not null)
            Volatile.Write(ref _lifeTimestamp, _time.GetTimestamp());
    }

    /// <summary>The client takes no more: until it does, the backend's silence is not the backend's.</summary>
    public void OnClientBehind() => _isClientBehind = true;

    /// <summary>The client takes more again, and silence counts from now on.</summary>
    public void OnClientCaughtUp()
    {
        OnSignOfLife();
        _isClientBehind = false;
    }

    public void Dispose()
    {
        _onShutdown.Dispose();
        _timer.Dispose();
        _stop.Dispose();
    }

    private static TimeSpan NotNegative(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;

    private TimeSpan TimeLeft() => NotNegative(_time.GetElapsedTime(_time.GetTimestamp(), _endTimestamp));

    private TimeSpan SilenceLeft()
    {
        if (_silence is not { } silence)
            return TimeSpan.MaxValue;
        // Asked before the time of the last life is read, which is set before the client has caught up. Looked at
        // again after a while, because nobody moves the timer then.
        if (_isClientBehind)
            return silence;
        return Volatile.Read(ref _lifeTimestamp) is not long.MinValue and var life
            ? NotNegative(silence - _time.GetElapsedTime(life))
            : TimeSpan.MaxValue;
    }

    private TimeSpan NextCheck() => TimeLeft() is var total && SilenceLeft() is var silence && silence < total
        ? silence
        : total;

    private void OnTimer()
    {
        if (_awaitsFirstContent)
            Stop(StopReason.FirstToken);
        else if (TimeLeft() == TimeSpan.Zero)
            Stop(StopReason.Total);
        else if (SilenceLeft() == TimeSpan.Zero)
            Stop(StopReason.NextToken);
        else
            _timer.Change(NextCheck(), Timeout.InfiniteTimeSpan);
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
