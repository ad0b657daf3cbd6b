namespace TokenAwareBalancer.Forwarding;

/// <summary>Gives running answers their time when the program is asked to stop, then ends them.</summary>
internal sealed class ShutdownDrain : IDisposable
{
    private readonly CancellationTokenSource _expired;
    private readonly CancellationTokenRegistration _onStopping;

    /// <param name="lifetime">Says when the program is asked to stop.</param>
    /// <param name="readLimit">How long answers may take from then on, read at that moment.</param>
    /// <param name="time">The clock.</param>
    public ShutdownDrain(IHostApplicationLifetime lifetime, Func<TimeSpan> readLimit, TimeProvider time)
    {
        _expired = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        IsStopping = lifetime.ApplicationStopping;
        _onStopping = IsStopping.Register(() => _expired.CancelAfter(readLimit()));
    }

    /// <summary>Fires when the program is asked to stop.</summary>
    public CancellationToken IsStopping { get; }

    /// <summary>Fires when the time for running answers is over.</summary>
    public CancellationToken Expired => _expired.Token;

    public void Dispose()
    {
        _onStopping.Dispose();
        _expired.Dispose();
    }
}
