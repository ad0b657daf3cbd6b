using System.Collections.Concurrent;
using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Connecting;

/// <summary>
/// The connections to all backends. Nobody else opens any: what is configured of TLS holds for whatever is sent.
/// </summary>
/// <remarks>
/// Apart for each way of TLS, since the HTTP client would share those of one host and port. A way that no backend of
/// the fleet has any more is given up a minute later, when nobody is left who has just read it; what is in flight
/// there then goes on. So there are no more than the configuration has, and those of the last minute.
/// </remarks>
internal sealed class BackendConnections : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<BackendTls, Lazy<ConnectionPool>> _pools = new();
    private readonly ConcurrentDictionary<ConnectionPool, ITimer> _leaving = new();
    private readonly ConnectionPool _usual;
    private readonly TimeSpan _connectTimeout;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    public BackendConnections(TimeSpan connectTimeout, TimeProvider time, ILoggerFactory logs)
    {
        _connectTimeout = connectTimeout;
        _time = time;
        _log = logs.CreateLogger("balancer.tls");
        _usual = CreatePool(BackendTls.Usual);
    }

    public HttpMessageInvoker For(BackendDefinition backend, ConnectionUse use) => PoolOf(backend.Tls).For(use);

    /// <summary>For a server that is no backend.</summary>
    public HttpMessageInvoker Usual(ConnectionUse use) => _usual.For(use);

    /// <summary>Why TLS with this backend failed when it was last tried; null when it did not.</summary>
    public string? ProblemOf(BackendDefinition backend) => PoolOf(backend.Tls).ProblemOf(backend.Address);

    /// <summary>Gives up, from now on, what the fleet does not need any more.</summary>
    public void Follow(AdmissionGate gate) => gate.FleetReplaced += fleet =>
    {
        var needed = fleet.Backends.Select(backend => backend.Definition.Tls).ToHashSet();
        foreach (var (tls, pool) in _pools)
        {
            if (!needed.Contains(tls) && _pools.TryRemove(new(tls, pool)))
                GiveUp(pool.Value);
        }
    };

    public void Dispose()
    {
        _usual.Dispose();
        foreach (var pool in _pools.Values)
            pool.Value.Dispose();
        foreach (var (pool, timer) in _leaving)
        {
            timer.Dispose();
            pool.Dispose();
        }
    }

    private ConnectionPool PoolOf(BackendTls tls) => ReferenceEquals(tls, BackendTls.Usual) || tls == BackendTls.Usual
        ? _usual
        : _pools.GetOrAdd(
            tls,
            static (key, self) => new Lazy<ConnectionPool>(() => self.CreatePool(key)),
            this).Value;

    private ConnectionPool CreatePool(BackendTls tls) => new(new TlsDialer(tls, _time, _log), _connectTimeout);

    private void GiveUp(ConnectionPool pool) => _leaving[pool] = _time.CreateTimer(
        _ =>
        {
            if (_leaving.TryRemove(pool, out var timer))
                timer.Dispose();
            pool.Dispose();
        },
        null, Grace, Timeout.InfiniteTimeSpan);
}
