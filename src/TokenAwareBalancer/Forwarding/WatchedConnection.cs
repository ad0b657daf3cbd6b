using System.Net.Sockets;

namespace TokenAwareBalancer.Forwarding;

/// <summary>A connection to a backend that tells the request it carries of the first byte that comes back.</summary>
/// <remarks>
/// A <see cref="NetworkStream"/>, because the HTTP client polls the socket of one before it uses an idle connection
/// again, which spares most sends on dead ones. One request at a time writes, then reads, so nothing is guarded. From
/// the first byte on, reads pass straight through.
/// </remarks>
internal sealed class WatchedConnection : NetworkStream
{
    private AnswerWatch? _watch;

    private WatchedConnection(Socket socket)
        : base(socket, ownsSocket: true)
    {
    }

    /// <summary>Connects as the HTTP client would by itself: any address of the host, and no Nagle.</summary>
    /// <returns>
    /// For TLS a stream that is not watched, since a ticket or a farewell is not of an answer:
    /// <see cref="WatchedStream"/> watches above the encryption.
    /// </returns>
    public static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return context.InitialRequestMessage.RequestUri?.Scheme == Uri.UriSchemeHttp
                ? new WatchedConnection(socket)
                : new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _watch = AnswerWatch.Current;
        return base.WriteAsync(buffer, cancellationToken);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var reading = base.ReadAsync(buffer, cancellationToken);
        return _watch is null ? reading : NoteAsync(reading);
    }

    private async ValueTask<int> NoteAsync(ValueTask<int> reading)
    {
        var bytes = await reading;
        if (bytes > 0)
        {
            _watch?.OnBytes();
            _watch = null;
        }

        return bytes;
    }
}
