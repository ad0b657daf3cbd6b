using System.Net;
using System.Net.Sockets;

namespace TokenAwareBalancer.Fakes;

/// <summary>A port whose line of waiting connections is full: a further one gets no answer.</summary>
/// <remarks>Linux drops a SYN when the backlog of a listener that does not accept is full.</remarks>
internal sealed class SilentPort : IDisposable
{
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(200);

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _waiting = [];

    private SilentPort()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(0);
        Address = new Uri($"http://{_listener.LocalEndPoint}/");
    }

    public Uri Address { get; }

    /// <returns>Null when this system answers however full the line is.</returns>
    public static async Task<SilentPort?> TryOpenAsync()
    {
        var port = new SilentPort();
        for (var i = 0; i < 10; i++)
        {
            if (!await port.IsAnsweringAsync())
                return port;
        }

        port.Dispose();
        return null;
    }

    public void Dispose()
    {
        _listener.Dispose();
        _waiting.ForEach(socket => socket.Dispose());
    }

    private async Task<bool> IsAnsweringAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _waiting.Add(socket);
        using var limit = new CancellationTokenSource(Silence);
        try
        {
            await socket.ConnectAsync(_listener.LocalEndPoint!, limit.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
