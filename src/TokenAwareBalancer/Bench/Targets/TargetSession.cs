namespace TokenAwareBalancer.Bench.Targets;

/// <summary>A target that is ready, until it is disposed of.</summary>
internal sealed class TargetSession : IAsyncDisposable
{
    private readonly Func<ValueTask>? _stop;

    /// <param name="address">Where to send, without <c>/v1</c>.</param>
    /// <param name="stop">Ends what was started for it.</param>
    public TargetSession(Uri address, Func<ValueTask>? stop = null)
    {
        Address = address;
        _stop = stop;
    }

    public Uri Address { get; }

    public ValueTask DisposeAsync() => _stop?.Invoke() ?? ValueTask.CompletedTask;
}
