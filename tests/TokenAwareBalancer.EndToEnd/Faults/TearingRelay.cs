using System.Net;
using System.Net.Sockets;

namespace TokenAwareBalancer.Faults;

/// <summary>
/// A relay in front of an engine that breaks a connection (RST) in the middle of the n-th event of its answer.
/// </summary>
internal sealed class TearingRelay : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Uri _engine;
    private readonly int _events;
    private readonly Task _accepting;
    private int _torn;

    /// <param name="engine">Whose answers it tears.</param>
    /// <param name="events">How many events of an answer it lets through whole.</param>
    public TearingRelay(Uri engine, int events)
    {
        _engine = engine;
        _events = events;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(1024);
        Address = new Uri($"http://{_listener.LocalEndPoint}/");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>Connections that it has broken.</summary>
    public int Torn => Volatile.Read(ref _torn);

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(RelayAsync(await _listener.AcceptAsync()));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task RelayAsync(Socket client)
    {
        using var engine = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        (client.NoDelay, engine.NoDelay) = (true, true);
        try
        {
            await engine.ConnectAsync(IPAddress.Loopback, _engine.Port);
            await Task.WhenAny(PassAsync(client, engine), PassUntilTornAsync(engine, client));
        }
        catch (SocketException)
        {
            // The engine is gone, and so is this connection.
        }
        finally
        {
            client.LingerState = new LingerOption(true, 0);
            client.Dispose();
        }
    }

    private static async Task PassAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var length)
                await to.SendAsync(buffer.AsMemory(0, length));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // One side is gone, which ends the other.
        }
    }

    private async Task PassUntilTornAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        var begun = 0;
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var length)
            {
                var whole = LengthBeforeTear(buffer.AsSpan(0, length), ref begun);
                await to.SendAsync(buffer.AsMemory(0, whole));
                if (whole == length)
                    continue;
                Interlocked.Increment(ref _torn);
                // What was sent must be read before the reset throws it away.
                await Task.Delay(TimeSpan.FromMilliseconds(50));
                return;
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // One side is gone, which ends the other.
        }
    }

    /// <summary>How much of a piece may pass: all, or up to within the event that is torn.</summary>
    private int LengthBeforeTear(ReadOnlySpan<byte> piece, ref int begun)
    {
        for (var at = 0; piece[at..].IndexOf("data: "u8) is >= 0 and var next;)
        {
            at += next + "data: {\"id"u8.Length;
            if (begun++ == _events)
                return Math.Min(at, piece.Length - 1);
            if (at >= piece.Length)
                break;
        }
        return piece.Length;
    }
}
