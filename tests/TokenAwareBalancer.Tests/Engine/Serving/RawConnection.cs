using System.Net.Sockets;
using System.Text;

namespace TokenAwareBalancer.Engine.Serving;

/// <summary>A client that sees and does on its socket exactly what a test says.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly StringBuilder _received = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static Task<RawConnection> PostAsync(Uri address, string path, string json) =>
        PostAsync(address, path, json, Encoding.UTF8.GetByteCount(json));

    /// <summary>Posts less than it says it will.</summary>
    public static Task<RawConnection> PostHalfAsync(Uri address, string path) => PostAsync(address, path, "{", 1000);

    public async Task SendAsync(string text) => await _socket.SendAsync(Encoding.UTF8.GetBytes(text), Cancellation);

    public async Task<string> ReadUntilAsync(string text)
    {
        while (!_received.ToString().Contains(text, StringComparison.Ordinal))
            Assert.True(await ReadAsync(), $"Closed before '{text}': {_received}");
        return _received.ToString();
    }

    /// <summary>Reads until the other side closes or resets the connection.</summary>
    public async Task<string> ReadToEndAsync()
    {
        while (await ReadAsync())
        {
        }
        return _received.ToString();
    }

    public void Dispose() => _socket.Dispose();

    private static async Task<RawConnection> PostAsync(Uri address, string path, string json, int lengthBytes)
    {
        var connection = new RawConnection();
        await connection._socket.ConnectAsync(address.Host, address.Port, Cancellation);
        await connection.SendAsync(
            $"POST {path} HTTP/1.1\r\nHost: engine\r\nContent-Length: {lengthBytes}\r\n\r\n{json}");
        return connection;
    }

    private async Task<bool> ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        try
        {
            var length = await _socket.ReceiveAsync(buffer, Cancellation);
            _received.Append(Encoding.UTF8.GetString(buffer, 0, length));
            return length > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
