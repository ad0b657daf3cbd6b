using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace TokenAwareBalancer.Soak.Backends;

/// <summary>One connection of the balancer to a backend, as raw bytes. Used by one task; anybody may reset it.</summary>
internal sealed class BackendConnection : IDisposable
{
    private const int PieceLength = 16 * 1024;

    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    public BackendConnection(Socket socket) => _socket = socket;

    /// <summary>The lines of the next request's head; null when no further request comes.</summary>
    public async Task<string[]?> ReadHeadAsync()
    {
        var head = new StringBuilder();
        while (true)
        {
            if (_start == _end && !await FillAsync())
                return head.Length == 0 ? null : throw new IOException("Half a request came.");
            head.Append((char)_buffer[_start++]);
            if (head.Length >= 4 && head[^1] == '\n' && head[^3] == '\n')
                return head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        }
    }

    public async Task<string> ReadBodyAsync(int bytes)
    {
        var body = new byte[bytes];
        for (var read = 0; read < bytes;)
        {
            if (_start == _end && !await FillAsync())
                throw new IOException("Half a body came.");
            var length = Math.Min(bytes - read, _end - _start);
            _buffer.AsSpan(_start, length).CopyTo(body.AsSpan(read));
            _start += length;
            read += length;
        }

        return Encoding.UTF8.GetString(body);
    }

    /// <remarks>In pieces, because an idle socket keeps a hold of what it has sent last.</remarks>
    public async Task WriteAsync(string text)
    {
        for (var start = 0; start < text.Length; start += PieceLength)
        {
            ReadOnlyMemory<byte> bytes =
                Encoding.ASCII.GetBytes(text, start, Math.Min(PieceLength, text.Length - start));
            while (!bytes.IsEmpty)
                bytes = bytes[await _socket.SendAsync(bytes)..];
        }
    }

    public Task WriteChunkAsync(string text) => WriteAsync(
        text.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n" + text + "\r\n");

    /// <summary>Waits for as long as the balancer keeps the connection: a request that it forgets stays here.</summary>
    public async Task WaitUntilLeftAsync()
    {
        while (await FillAsync())
        {
        }
    }

    /// <summary>Says that nothing more comes (FIN), and waits for the other side to do the same.</summary>
    public async Task FinishAsync()
    {
        _socket.Shutdown(SocketShutdown.Send);
        await WaitUntilLeftAsync();
    }

    /// <summary>Breaks the connection (RST).</summary>
    public void Reset()
    {
        try
        {
            _socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Gone already.
        }

        _socket.Dispose();
    }

    public void Dispose() => _socket.Dispose();

    private async Task<bool> FillAsync()
    {
        (_start, _end) = (0, await _socket.ReceiveAsync(_buffer));
        return _end > 0;
    }
}
