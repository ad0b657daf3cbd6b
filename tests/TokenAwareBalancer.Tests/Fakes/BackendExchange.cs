using System.Globalization;
using System.Text;

namespace TokenAwareBalancer.Fakes;

/// <summary>One request at a <see cref="ScriptedBackend"/>, and the means to answer it, rightly or wrongly.</summary>
internal sealed class BackendExchange
{
    private readonly BackendConnection _connection;

    public BackendExchange(BackendConnection connection, ReceivedRequest request)
    {
        _connection = connection;
        Request = request;
    }

    public ReceivedRequest Request { get; }

    /// <summary>When the balancer gave up on the request's connection, as a timestamp.</summary>
    public Task<long> Gone => _connection.Gone;

    public Task WriteAsync(ReadOnlyMemory<byte> bytes) => _connection.WriteAsync(bytes);

    public Task WriteAsync(string text) => WriteAsync(Encoding.UTF8.GetBytes(text));

    public Task WriteChunkAsync(ReadOnlyMemory<byte> bytes)
    {
        var size = Encoding.ASCII.GetBytes(bytes.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n");
        return bytes.IsEmpty ? Task.CompletedTask : WriteAsync((byte[])[.. size, .. bytes.Span, .. "\r\n"u8]);
    }

    public Task WriteChunkAsync(string text) => WriteChunkAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>The head of an event stream in chunks.</summary>
    public Task BeginStreamAsync() =>
        WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");

    /// <summary>The head and the first byte of a JSON answer that will not come to its end.</summary>
    public Task BeginJsonAsync() =>
        WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n{");

    public Task EndChunksAsync() => WriteAsync("0\r\n\r\n");

    public async Task StreamAsync(params IEnumerable<byte[]> pieces)
    {
        await BeginStreamAsync();
        foreach (var piece in pieces)
            await WriteChunkAsync(piece);
        await EndChunksAsync();
    }

    public Task AnswerAsync(string body, int status = 200, string type = "application/json", string headers = "") =>
        AnswerAsync(Encoding.UTF8.GetBytes(body), status, type, headers);

    public Task AnswerAsync(byte[] body, int status, string type, string headers) => WriteAsync((byte[])[
        .. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status} X\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\n{headers}\r\n")),
        .. body]);

    /// <summary>Closes in good order (FIN).</summary>
    public Task CloseAsync() => _connection.CloseAsync();

    /// <summary>Breaks the connection (RST).</summary>
    public void Reset() => _connection.Reset();
}
