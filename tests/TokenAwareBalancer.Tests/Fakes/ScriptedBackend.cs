using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace TokenAwareBalancer.Fakes;

/// <summary>A raw TCP server that answers every request by a script, and remembers what it was sent.</summary>
internal sealed class ScriptedBackend : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Func<BackendExchange, Task> _script;
    private readonly ConcurrentQueue<ReceivedRequest> _requests = new();
    private readonly Channel<BackendExchange> _arrivals = Channel.CreateUnbounded<BackendExchange>();
    private readonly ConcurrentBag<BackendConnection> _connections = [];
    private readonly ConcurrentQueue<Exception> _scriptErrors = new();
    private int _inFlight;
    private int _mostInFlight;

    /// <param name="script">How it answers.</param>
    /// <param name="place">Where it listens; null is a free port of 127.0.0.1.</param>
    public ScriptedBackend(Func<BackendExchange, Task> script, IPEndPoint? place = null)
    {
        _script = script;
        _listener.Bind(place ?? new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(1024);
        Address = new Uri($"http://{_listener.LocalEndPoint}/");
        _ = AcceptAsync();
    }

    public Uri Address { get; }

    public string Authority => Address.Authority;

    /// <summary>All requests that came in whole, in the order in which they did.</summary>
    public ReceivedRequest[] Requests => [.. _requests];

    public ReceivedRequest OnlyRequest => Assert.Single(Requests);

    public int Connections => _connections.Count;

    /// <summary>The most requests that were being answered at the same moment.</summary>
    public int MostInFlight => Volatile.Read(ref _mostInFlight);

    /// <summary>What scripts threw, other than by writing to a connection that is gone.</summary>
    public IReadOnlyCollection<Exception> ScriptErrors => _scriptErrors;

    /// <summary>Waits for the next request that nobody has waited for yet.</summary>
    public ValueTask<BackendExchange> NextAsync() => _arrivals.Reader.ReadAsync(Patience.Token);

    public ValueTask DisposeAsync()
    {
        _listener.Dispose();
        foreach (var connection in _connections)
            connection.Reset();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync();
                socket.NoDelay = true;
                var connection = new BackendConnection(socket, Connections + 1);
                _connections.Add(connection);
                _ = ServeAsync(connection);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Disposed: nobody else ends the accepting.
        }
    }

    private async Task ServeAsync(BackendConnection connection)
    {
        try
        {
            while (await connection.ReadRequestAsync() is { } request)
                await AnswerAsync(new BackendExchange(connection, request));
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
            // The balancer has gone, which is often what the test is about.
        }
        catch (Exception exception)
        {
            _scriptErrors.Enqueue(exception);
            connection.Reset();
        }
    }

    private async Task AnswerAsync(BackendExchange exchange)
    {
        _requests.Enqueue(exchange.Request);
        InterlockedMax(ref _mostInFlight, Interlocked.Increment(ref _inFlight));
        _arrivals.Writer.TryWrite(exchange);
        try
        {
            await _script(exchange);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    private static void InterlockedMax(ref int place, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref place)) < value && Interlocked.CompareExchange(ref place, value, seen) != seen)
        {
        }
    }
}
