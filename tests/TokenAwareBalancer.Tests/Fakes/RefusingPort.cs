using System.Net;
using System.Net.Sockets;

namespace TokenAwareBalancer.Fakes;

/// <summary>A port that belongs to somebody who does not listen: every connection to it is refused.</summary>
internal sealed class RefusingPort : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public RefusingPort()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Address = new Uri($"http://{_socket.LocalEndPoint}/");
    }

    public Uri Address { get; }

    public void Dispose() => _socket.Dispose();
}
