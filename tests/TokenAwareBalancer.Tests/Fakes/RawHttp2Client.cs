using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace TokenAwareBalancer.Fakes;

/// <summary>A client of HTTP/2 made of a socket: it sends any frames, in any order, and reads as it likes.</summary>
internal sealed class RawHttp2Client : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly WireReader _reader;

    private RawHttp2Client() => _reader = new WireReader(buffer => _socket.ReceiveAsync(buffer, Patience.Token));

    /// <summary>Connects in cleartext, and sends the preface and its settings.</summary>
    public static async Task<RawHttp2Client> ConnectAsync(
        Uri address, params (ushort Name, uint Value)[] settings)
    {
        var client = new RawHttp2Client();
        client._socket.NoDelay = true;
        await client._socket.ConnectAsync(IPAddress.Loopback, address.Port);
        await client.TrySendAsync((byte[])[.. Http2Frames.Preface, .. Http2Frames.Settings(settings)]);
        return client;
    }

    /// <summary>Sends as long as the server takes it.</summary>
    /// <returns>False when the connection is at its end, or the server takes nothing for a second.</returns>
    public async Task<bool> TrySendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            while (bytes.Length > 0)
            {
                using var stuck = new CancellationTokenSource(TimeSpan.FromSeconds(1));
                bytes = bytes[await _socket.SendAsync(bytes, stuck.Token)..];
            }

            return true;
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <returns>Null at the connection's end, however it came.</returns>
    public async Task<Http2Frame?> ReadFrameAsync()
    {
        try
        {
            var head = await _reader.ReadExactlyAsync(9);
            var length = BinaryPrimitives.ReadInt32BigEndian(head) >> 8;
            var payload = length == 0 ? [] : await _reader.ReadExactlyAsync(length);
            return new Http2Frame(head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)), payload);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Reads to the connection's end, or until a frame is what is looked for.</summary>
    public async Task<List<Http2Frame>> ReadUntilAsync(Func<Http2Frame, bool> isLast)
    {
        var frames = new List<Http2Frame>();
        while (await ReadFrameAsync() is { } frame)
        {
            frames.Add(frame);
            if (isLast(frame))
                break;
        }

        return frames;
    }

    public void Dispose() => _socket.Dispose();
}

/// <summary>A frame as it came.</summary>
internal sealed record Http2Frame(byte Type, byte Flags, int Stream, byte[] Payload)
{
    /// <summary>The error of a RST_STREAM or GOAWAY.</summary>
    public int Error => BinaryPrimitives.ReadInt32BigEndian(Payload.AsSpan(Type == Http2Frames.GoAway ? 4 : 0));
}
