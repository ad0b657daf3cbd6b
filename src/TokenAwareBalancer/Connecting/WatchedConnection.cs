using System.Net.Sockets;

namespace TokenAwareBalancer.Connecting;

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

    /// <summary>A connection that carries requests and answers as they are, without encryption.</summary>
    public static Stream Watch(Socket socket) => new WatchedConnection(socket);

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
