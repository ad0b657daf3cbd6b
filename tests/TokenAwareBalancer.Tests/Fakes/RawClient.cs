using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TokenAwareBalancer.Fakes;

/// <summary>An HTTP client made of a socket: it sends half a request, leaves in any way, sees pieces arrive.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly WireReader _reader;
    private long _leftBytes;
    private bool _isChunked;
    private bool _isWhole;

    private RawClient() => _reader = new WireReader(buffer => _socket.ReceiveAsync(buffer, Patience.Token));

    public static async Task<RawClient> ConnectAsync(Uri address)
    {
        var client = new RawClient();
        client._socket.NoDelay = true;
        await client._socket.ConnectAsync(IPAddress.Loopback, address.Port);
        return client;
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
            bytes = bytes[await _socket.SendAsync(bytes)..];
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Says that nothing more will be sent (FIN), and goes on reading.</summary>
    public void HalfClose() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Leaves at once (RST).</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    public async Task<RawHead> ReadHeadAsync()
    {
        var head = new RawHead(await _reader.ReadHeadAsync() ?? throw new EndOfStreamException("No answer came."));
        _isChunked = head.Header("Transfer-Encoding") == "chunked";
        _leftBytes = _isChunked ? 0
            : head.Header("Content-Length") is { } length ? long.Parse(length, CultureInfo.InvariantCulture)
            : long.MaxValue;
        _isWhole = head.Status is 204 or 304 || (!_isChunked && _leftBytes == 0);
        return head;
    }

    /// <summary>The next bytes of the body as they arrive, at least one; empty at its end.</summary>
    /// <exception cref="IOException">The connection ended before the body did.</exception>
    public async Task<byte[]> ReadPieceAsync(long atMost = int.MaxValue)
    {
        if (_isChunked && _leftBytes == 0 && !_isWhole)
            await BeginChunkAsync();
        if (_isWhole)
            return [];
        var piece = await _reader.ReadSomeAsync(Math.Min(_leftBytes, atMost));
        if (piece.Length == 0)
            return _leftBytes > int.MaxValue ? [] : throw new EndOfStreamException("The body was cut.");
        await TakeAsync(piece.Length);
        return piece;
    }

    /// <summary>Reads that many bytes of the body.</summary>
    public async Task<byte[]> ReadBodyAsync(int length)
    {
        var body = new MemoryStream();
        while (body.Length < length && await ReadPieceAsync(length - body.Length) is { Length: > 0 } piece)
            body.Write(piece);
        return body.ToArray();
    }

    public async Task<RawAnswer> ReadAnswerAsync() => await ReadAnswerAsync(await ReadHeadAsync());

    /// <summary>Reads an answer behind any that are only on the way to it (100).</summary>
    public async Task<RawAnswer> ReadFinalAnswerAsync()
    {
        var head = await ReadHeadAsync();
        while (head.Status < 200)
            head = await ReadHeadAsync();
        return await ReadAnswerAsync(head);
    }

    private async Task<RawAnswer> ReadAnswerAsync(RawHead head)
    {
        var body = new MemoryStream();
        try
        {
            while (await ReadPieceAsync() is { Length: > 0 } piece)
                body.Write(piece);
            return new RawAnswer(head, body.ToArray(), IsWhole: true);
        }
        catch (IOException)
        {
            return new RawAnswer(head, body.ToArray(), IsWhole: false);
        }
    }

    /// <summary>Sends a request and reads its answer.</summary>
    public async Task<RawAnswer> AskAsync(ReadOnlyMemory<byte> request)
    {
        await SendAsync(request);
        return await ReadAnswerAsync();
    }

    public void Dispose() => _socket.Dispose();

    private async Task BeginChunkAsync()
    {
        _leftBytes = Convert.ToInt64(await _reader.ReadLineAsync(), 16);
        if (_leftBytes > 0)
            return;
        _isWhole = true;
        await _reader.ReadLineAsync();
    }

    private async Task TakeAsync(int bytes)
    {
        _leftBytes -= bytes;
        if (_leftBytes > 0)
            return;
        if (_isChunked)
            await _reader.ReadLineAsync();
        else
            _isWhole = true;
    }
}
