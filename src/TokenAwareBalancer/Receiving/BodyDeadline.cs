namespace TokenAwareBalancer.Receiving;

/// <summary>When the reading of a body is given up: after a silence, or when the time for all of it is over.</summary>
internal sealed class BodyDeadline : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly TimeSpan _silence;
    private readonly TimeSpan _total;
    private readonly TimeProvider _time;
    private readonly long _startTimestamp;
    private bool _isTotalNext;

    /// <param name="silence">The longest time between two pieces.</param>
    /// <param name="total">The longest time for all of them.</param>
    /// <param name="time">The clock.</param>
    public BodyDeadline(TimeSpan silence, TimeSpan total, TimeProvider time)
    {
        (_silence, _total, _time) = (silence, total, time);
        _startTimestamp = time.GetTimestamp();
        _isTotalNext = total <= silence;
        _source = new CancellationTokenSource(_isTotalNext ? total : silence, time);
    }

    /// <summary>Fires at either.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Whether what fires is the end of the time for all of it, and not a silence.</summary>
    /// <remarks>Not by the clock: a timer may be a fraction of a millisecond early.</remarks>
    public bool IsTotal => _isTotalNext;

    private TimeSpan Left => _total - _time.GetElapsedTime(_startTimestamp);

    /// <summary>A piece has come.</summary>
    public void Restart()
    {
        var left = Left > TimeSpan.Zero ? Left : TimeSpan.Zero;
        _isTotalNext = left <= _silence;
        _source.CancelAfter(_isTotalNext ? left : _silence);
    }

    public void Dispose() => _source.Dispose();
}
