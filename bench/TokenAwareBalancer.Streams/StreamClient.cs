using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TokenAwareBalancer.Streams;

/// <summary>Opens streams, each on a connection of its own, and reads whatever they bring.</summary>
internal sealed class StreamClient : IDisposable
{
    private readonly Uri _address;
    private readonly byte[] _request;
    private readonly List<Socket> _sockets = [];
    private int _streaming;
    private int _ended;
    private long _tokens;

    public StreamClient(Uri address, int promptBytes)
    {
        _address = address;
        _request = CreateRequest(promptBytes);
    }

    /// <summary>Streams that have brought content.</summary>
    public int Streaming => Volatile.Read(ref _streaming);

    /// <summary>Streams that have ended, or were refused.</summary>
    public int Ended => Volatile.Read(ref _ended);

    /// <summary>Events of all streams.</summary>
    public long Tokens => Interlocked.Read(ref _tokens);

    public async Task OpenAsync(int streams, int perSecond, CancellationToken cancellationToken)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (_sockets.Count < streams)
        {
            await tick.WaitForNextTickAsync(cancellationToken);
            for (var left = Math.Min(Math.Max(1, perSecond / 50), streams - _sockets.Count); left > 0; left--)
                await OpenAsync(cancellationToken);
        }
    }

    public void Dispose() => _sockets.ForEach(socket => socket.Dispose());

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _sockets.Add(socket);
        await socket.ConnectAsync(IPAddress.Loopback, _address.Port, cancellationToken);
        await socket.SendAsync(_request, cancellationToken);
        _ = ReadAsync(socket);
    }

    private async Task ReadAsync(Socket socket)
    {
        var buffer = new byte[1024];
        var hasContent = false;
        try
        {
            int read;
            while ((read = await socket.ReceiveAsync(buffer)) > 0)
            {
                var events = buffer.AsSpan(0, read).Count("data: "u8);
                Interlocked.Add(ref _tokens, events);
                if (events > 0 && !hasContent)
                    Interlocked.Increment(ref _streaming);
                hasContent |= events > 0;
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Counted below.
        }

        Interlocked.Increment(ref _ended);
    }

    private static byte[] CreateRequest(int promptBytes)
    {
        var prompt = string.Concat(Enumerable.Repeat("seven words of no meaning at all ", promptBytes / 33 + 1));
        var body = $$"""
            {"model":"m","stream":true,"messages":[{"role":"user","content":"{{prompt.AsSpan(0, promptBytes)}}"}]}
            """;
        var head = string.Create(CultureInfo.InvariantCulture, $"""
            POST /v1/chat/completions HTTP/1.1
            Host: localhost
            Content-Type: application/json
            Accept: text/event-stream
            User-Agent: streams
            Authorization: Bearer none
            Content-Length: {body.Length}
            """);
        return Encoding.UTF8.GetBytes(head.ReplaceLineEndings("\r\n") + "\r\n\r\n" + body);
    }
}
