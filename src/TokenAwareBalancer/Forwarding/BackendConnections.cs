using System.Net;

namespace TokenAwareBalancer.Forwarding;

/// <summary>The connections to all backends: kept alive and used again, or new for one request.</summary>
internal sealed class BackendConnections : IDisposable
{
    private readonly HttpMessageInvoker _pooled;
    private readonly HttpMessageInvoker _fresh;

    public BackendConnections(TimeSpan connectTimeout)
    {
        _pooled = new HttpMessageInvoker(CreateHandler(connectTimeout, pooledLifetime: null));
        _fresh = new HttpMessageInvoker(CreateHandler(connectTimeout, pooledLifetime: TimeSpan.Zero));
    }

    public HttpMessageInvoker For(ConnectionUse use) => use == ConnectionUse.Fresh ? _fresh : _pooled;

    public void Dispose()
    {
        _pooled.Dispose();
        _fresh.Dispose();
    }

    private static SocketsHttpHandler CreateHandler(TimeSpan connectTimeout, TimeSpan? pooledLifetime) => new()
    {
        ConnectTimeout = connectTimeout,
        ConnectCallback = WatchedConnection.ConnectAsync,
        PooledConnectionLifetime = pooledLifetime ?? Timeout.InfiniteTimeSpan,
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        // An aborted answer is not read to its end: the engine shall stop at once. With the defaults one abort in ten
        // reached it after two seconds.
        MaxResponseDrainSize = 0,
        ResponseDrainTimeout = TimeSpan.Zero,
        // The client's own trace headers pass; none are added.
        ActivityHeadersPropagator = null,
    };
}
