namespace TokenAwareBalancer.Receiving;

/// <summary>When the reading of a body is given up: after a silence, or when the time for all of it is over.</summary>
internal sealed class BodyDeadline : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly TimeSpan _silence;
    private readonly TimeSpan _total;
    private readonly TimeProvider _time;
    private readonly long _startTimestamp;

    /// <param name="silence">The longest time between two pieces.</param>
    /// <param name="total">The longest time for all of them.</param>
    /// <param name="time">The clock.</param>
    public BodyDeadline(TimeSpan silence, TimeSpan total, TimeProvider time)
    {
        (_silence, _total, _time) = (silence, total, time);
        _startTimestamp = time.GetTimestamp();
        _source = new CancellationTokenSource(silence < total ? silence : total, time);
    }

    /// <summary>Fires at either.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Whether the time for all of it is over.</summary>
    public bool IsOver => Left <= TimeSpan.Zero;

    private TimeSpan Left => _total - _time.GetElapsedTime(_startTimestamp);

    /// <summary>A piece has come.</summary>
    public void Restart()
    {
        var left = Left > TimeSpan.Zero ? Left : TimeSpan.Zero;
        _source.CancelAfter(_silence < left ? _silence : left);
    }

    public void Dispose() => _source.Dispose();
}
