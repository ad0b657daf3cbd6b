using Microsoft.AspNetCore.Http.Features;

namespace TokenAwareBalancer.Forwarding;

/// <summary>
/// Notes that a response shall be aborted instead of doing it, so that an error event can still be written.
/// </summary>
internal sealed class DeferredAbort : IHttpRequestLifetimeFeature, IDisposable
{
    private readonly IFeatureCollection _features;
    private readonly IHttpRequestLifetimeFeature _connection;
    private readonly IHttpResetFeature? _reset;

    private DeferredAbort(IFeatureCollection features)
    {
        _features = features;
        _connection = features.GetRequiredFeature<IHttpRequestLifetimeFeature>();
        _reset = features.Get<IHttpResetFeature>();
        features.Set<IHttpRequestLifetimeFeature>(this);
        features.Set<IHttpResetFeature>(null);
    }

    public CancellationToken RequestAborted
    {
        get => _connection.RequestAborted;
        set => _connection.RequestAborted = value;
    }

    /// <summary>Defers aborts of this context until disposed.</summary>
    public static DeferredAbort Install(HttpContext context) => new(context.Features);

    /// <summary>
    /// Whether somebody has wanted to abort: the answer is torn, and whoever installed this must end it.
    /// </summary>
    public bool IsPending { get; private set; }

    void IHttpRequestLifetimeFeature.Abort() => IsPending = true;

    public void Dispose()
    {
        _features.Set(_connection);
        _features.Set(_reset);
    }
}
