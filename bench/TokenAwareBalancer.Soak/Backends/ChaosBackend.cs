using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using TokenAwareBalancer.Soak.Accounting;

namespace TokenAwareBalancer.Soak.Backends;

/// <summary>An inference server that misbehaves, and can be taken down and brought back on its port.</summary>
internal sealed class ChaosBackend : IAsyncDisposable
{
    private readonly ConcurrentDictionary<BackendConnection, RequestAccount?> _connections = [];
    private readonly RequestBook _book;
    private readonly int _seed;
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;
    private long _tries;
    private int _active;
    private long _downSinceTimestamp = long.MaxValue;
    private long _upAgainTimestamp = long.MinValue;

    public ChaosBackend(string name, int seed, RequestBook book)
    {
        Name = name;
        _seed = seed;
        _book = book;
        Start();
    }

    public string Name { get; }

    public int Port { get; private set; }

    /// <summary>Requests that it is working on, those included that it will never answer.</summary>
    public int Active => Volatile.Read(ref _active);

    public int Connections => _connections.Count;

    /// <summary>What it threw other than by a connection that is gone: defects of the soak.</summary>
    public ConcurrentQueue<Exception> Defects { get; } = new();

    public void Start()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        // Its own old connections may still be closing.
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, Port));
        listener.Listen(1024);
        Port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        Volatile.Write(ref _upAgainTimestamp, Stopwatch.GetTimestamp());
        _listener = listener;
        _accepting = AcceptAsync(listener);
    }

    /// <summary>Dies: refuses connections from now on, and breaks those that it has.</summary>
    public async Task StopAsync()
    {
        Volatile.Write(ref _downSinceTimestamp, Stopwatch.GetTimestamp());
        Volatile.Write(ref _upAgainTimestamp, long.MaxValue);
        _listener?.Dispose();
        await _accepting;
        foreach (var (connection, account) in _connections)
        {
            account?.OnFault(Fault.Restart);
            connection.Reset();
        }
    }

    /// <summary>Whether it was down at some moment since then.</summary>
    public bool WasDownSince(long timestamp) =>
        Volatile.Read(ref _downSinceTimestamp) != long.MaxValue && Volatile.Read(ref _upAgainTimestamp) >= timestamp;

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptAsync();
                socket.NoDelay = true;
                var connection = new BackendConnection(socket);
                _connections[connection] = null;
                _ = ServeAsync(connection);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Stopped: nobody else ends the accepting.
        }
    }

    private async Task ServeAsync(BackendConnection connection)
    {
        try
        {
            while (await connection.ReadHeadAsync() is { } head)
            {
                if (!await HandleAsync(connection, new BackendRequest(head)))
                    break;
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
            // The balancer has gone, or this backend has been stopped.
        }
        catch (Exception exception)
        {
            Defects.Enqueue(exception);
        }
        finally
        {
            _connections.TryRemove(connection, out _);
            connection.Dispose();
        }
    }

    private async Task<bool> HandleAsync(BackendConnection connection, BackendRequest request)
    {
        if (request.Id is not { } id)
        {
            await connection.ReadBodyAsync(request.BodyBytes);
            await connection.WriteAsync(
                $"HTTP/1.1 {(request.IsHealthProbe ? "200 OK" : "404 Not Found")}\r\nContent-Length: 0\r\n\r\n");
            return true;
        }

        Interlocked.Increment(ref _active);
        try
        {
            return await AnswerAsync(connection, request, id);
        }
        finally
        {
            _connections.TryUpdate(connection, null, _connections.GetValueOrDefault(connection));
            Interlocked.Decrement(ref _active);
        }
    }

    private async Task<bool> AnswerAsync(BackendConnection connection, BackendRequest request, string id)
    {
        var number = Interlocked.Increment(ref _tries);
        var random = new SeededRandom(_seed, number);
        var behavior = Behaviors.Draw(random);
        var account = _book.Arrive(id);
        _connections.TryUpdate(connection, account, null);
        var tryId = string.Create(CultureInfo.InvariantCulture, $"{Name}.{number}");
        if (behavior == Behavior.AnswerEarly)
        {
            var early = new BackendScript(connection, request, "", account, random, tryId);
            await early.PlayAsync(behavior);
            await connection.ReadBodyAsync(request.BodyBytes);
            return true;
        }

        var body = await connection.ReadBodyAsync(request.BodyBytes);
        return await new BackendScript(connection, request, body, account, random, tryId).PlayAsync(behavior);
    }
}
