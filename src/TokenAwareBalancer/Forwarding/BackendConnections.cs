using System.Net;
using System.Text;

namespace TokenAwareBalancer.Forwarding;

/// <summary>The connections to all backends: kept alive and used again, or new for one request.</summary>
internal sealed class BackendConnections : IDisposable
{
    /// <summary>
    /// A name is looked up again this often, also under load: a service may move while its old address lives.
    /// </summary>
    private static readonly TimeSpan PooledLifetime = TimeSpan.FromMinutes(5);

    private readonly HttpMessageInvoker _pooled;
    private readonly HttpMessageInvoker _fresh;

    public BackendConnections(TimeSpan connectTimeout)
    {
        _pooled = new HttpMessageInvoker(CreateHandler(connectTimeout, PooledLifetime));
        _fresh = new HttpMessageInvoker(CreateHandler(connectTimeout, pooledLifetime: TimeSpan.Zero));
    }

    public HttpMessageInvoker For(ConnectionUse use) => use == ConnectionUse.Fresh ? _fresh : _pooled;

    public void Dispose()
    {
        _pooled.Dispose();
        _fresh.Dispose();
    }

    private static SocketsHttpHandler CreateHandler(TimeSpan connectTimeout, TimeSpan pooledLifetime) => new()
    {
        ConnectTimeout = connectTimeout,
        ConnectCallback = WatchedConnection.ConnectAsync,
        PlaintextStreamFilter = static (context, _) =>
            ValueTask.FromResult(WatchedStream.WatchTls(context.PlaintextStream)),
        PooledConnectionLifetime = pooledLifetime,
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        // An aborted answer is not read to its end: the engine shall stop at once. With the defaults one abort in ten
        // reached it after two seconds.
        MaxResponseDrainSize = 0,
        ResponseDrainTimeout = TimeSpan.Zero,
        // Byte for byte, as it came: with the default a header with an é in it cannot be sent at all.
        RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        // The client's own trace headers pass; none are added.
        ActivityHeadersPropagator = null,
    };
}
