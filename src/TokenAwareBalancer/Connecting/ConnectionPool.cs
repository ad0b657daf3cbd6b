using System.Net;
using System.Text;

namespace TokenAwareBalancer.Connecting;

/// <summary>The connections that are made by one dialer: kept alive and used again, or new for one request.</summary>
internal sealed class ConnectionPool : IDisposable
{
    /// <summary>
    /// A name is looked up again this often, also under load: a service may move while its old address lives.
    /// </summary>
    private static readonly TimeSpan PooledLifetime = TimeSpan.FromMinutes(5);

    private readonly TlsDialer _dialer;
    private readonly HttpMessageInvoker _pooled;
    private readonly HttpMessageInvoker _fresh;
    private readonly HttpMessageInvoker _questions;

    /// <param name="dialer">Owned from here on.</param>
    /// <param name="connectTimeout">Until a connection is open, TLS included.</param>
    public ConnectionPool(TlsDialer dialer, TimeSpan connectTimeout)
    {
        _dialer = dialer;
        _pooled = new HttpMessageInvoker(CreateHandler(connectTimeout, PooledLifetime));
        _fresh = new HttpMessageInvoker(CreateHandler(connectTimeout, pooledLifetime: TimeSpan.Zero));
        _questions = new HttpMessageInvoker(CreateHandler(connectTimeout, PooledLifetime));
    }

    public HttpMessageInvoker For(ConnectionUse use) => use switch
    {
        ConnectionUse.Pooled => _pooled,
        ConnectionUse.Fresh => _fresh,
        ConnectionUse.Question => _questions,
        _ => throw new ArgumentOutOfRangeException(nameof(use), use, null),
    };

    public string? ProblemOf(Uri address) => _dialer.ProblemOf(address);

    public void Dispose()
    {
        _pooled.Dispose();
        _fresh.Dispose();
        _questions.Dispose();
        _dialer.Dispose();
    }

    private SocketsHttpHandler CreateHandler(TimeSpan connectTimeout, TimeSpan pooledLifetime) => new()
    {
        ConnectTimeout = connectTimeout,
        ConnectCallback = _dialer.ConnectAsync,
        PlaintextStreamFilter = (context, _) => ValueTask.FromResult(WatchedStream.WatchTls(
            context.PlaintextStream,
            alert => _dialer.OnVerdict(context.InitialRequestMessage.RequestUri!, alert))),
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
