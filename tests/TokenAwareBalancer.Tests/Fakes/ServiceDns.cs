using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using TokenAwareBalancer.Discovering.Dns;

namespace TokenAwareBalancer.Fakes;

/// <summary>A DNS server for SRV records, over UDP and TCP, on 127.0.0.1.</summary>
internal sealed class ServiceDns : IDisposable
{
    private readonly Socket _udp;
    private readonly Socket _tcp;
    private int _udpAnswers;
    private int _tcpAnswers;

    public ServiceDns()
    {
        (_udp, _tcp) = OnOnePort();
        _ = AnswerByUdpAsync();
        _ = AnswerByTcpAsync();
    }

    public string Address => _udp.LocalEndPoint!.ToString()!;

    /// <summary>The records of every name that is asked for.</summary>
    public byte[][] Records { get; set; } = [];

    /// <summary>Whether answers over UDP are cut off.</summary>
    public bool Truncates { get; set; }

    /// <summary>Whether it says nothing.</summary>
    public bool IsSilent { get; set; }

    /// <summary>What it sends before each answer, as a stranger who guesses would.</summary>
    public byte[]? Noise { get; set; }

    /// <summary>The code in each answer.</summary>
    public DnsCode Code { get; set; }

    public int UdpAnswers => Volatile.Read(ref _udpAnswers);

    public int TcpAnswers => Volatile.Read(ref _tcpAnswers);

    public void Dispose()
    {
        _udp.Dispose();
        _tcp.Dispose();
    }

    private static (Socket Udp, Socket Tcp) OnOnePort()
    {
        while (true)
        {
            var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                udp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
                tcp.Bind(udp.LocalEndPoint!);
                tcp.Listen(10);
                return (udp, tcp);
            }
            catch (SocketException)
            {
                // Somebody has that port for TCP.
                udp.Dispose();
                tcp.Dispose();
            }
        }
    }

    private async Task AnswerByUdpAsync()
    {
        var buffer = new byte[512];
        try
        {
            while (true)
            {
                var asked = await _udp.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0));
                if (IsSilent)
                    continue;
                if (Noise is { } noise)
                    await _udp.SendToAsync(noise, asked.RemoteEndPoint);
                var answer = AnswerTo(buffer.AsSpan(0, asked.ReceivedBytes), Truncates ? [] : Records);
                if (Truncates)
                    answer[2] |= 0x02;
                Interlocked.Increment(ref _udpAnswers);
                await _udp.SendToAsync(answer, asked.RemoteEndPoint);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Disposed: nobody else ends it.
        }
    }

    private async Task AnswerByTcpAsync()
    {
        try
        {
            while (true)
            {
                await using var stream = new NetworkStream(await _tcp.AcceptAsync(), ownsSocket: true);
                var length = new byte[2];
                await stream.ReadExactlyAsync(length);
                var question = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
                await stream.ReadExactlyAsync(question);
                var answer = AnswerTo(question, Records);
                BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)answer.Length);
                Interlocked.Increment(ref _tcpAnswers);
                await stream.WriteAsync((byte[])[.. length, .. answer]);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Disposed: nobody else ends it.
        }
    }

    private byte[] AnswerTo(ReadOnlySpan<byte> question, byte[][] records)
    {
        byte[] answer = [.. question, .. records.SelectMany(record => record)];
        answer[2] |= 0x80;
        answer[3] |= (byte)Code;
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(6), (ushort)records.Length);
        return answer;
    }
}
