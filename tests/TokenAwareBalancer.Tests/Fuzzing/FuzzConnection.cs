using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TokenAwareBalancer.Fuzzing;

/// <summary>A connection that sends bytes in random pieces, and leaves in a random way.</summary>
internal sealed class FuzzConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public static async Task<FuzzConnection> ConnectAsync(Uri address)
    {
        var connection = new FuzzConnection();
        connection._socket.NoDelay = true;
        await connection._socket.ConnectAsync(IPAddress.Loopback, address.Port);
        return connection;
    }

    /// <returns>All that came back until nothing came for a while, or the end.</returns>
    public async Task<string> TalkAsync(byte[] bytes, Random random, TimeSpan quiet)
    {
        var answers = new StringBuilder();
        var reading = ReadAsync(answers, quiet + TimeSpan.FromMilliseconds(50));
        try
        {
            for (var at = 0; at < bytes.Length;)
            {
                var length = Math.Min(random.Next(3) == 0 ? random.Next(1, 100) : bytes.Length, bytes.Length - at);
                await _socket.SendAsync(bytes.AsMemory(at, length));
                at += length;
                if (random.Next(20) == 0)
                    await Task.Delay(random.Next(1, 10), CancellationToken.None);
            }

            Leave(random.Next(4));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It has been refused in the middle, which is an answer, too.
        }

        await reading;
        return answers.ToString();
    }

    public void Dispose() => _socket.Dispose();

    private void Leave(int manner)
    {
        if (manner == 0)
            _socket.Shutdown(SocketShutdown.Send);
        if (manner != 1)
            return;
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    private async Task ReadAsync(StringBuilder answers, TimeSpan quiet)
    {
        var buffer = new byte[16 << 10];
        try
        {
            while (true)
            {
                using var silence = new CancellationTokenSource(quiet);
                var read = await _socket.ReceiveAsync(buffer, silence.Token);
                if (read == 0)
                    return;
                answers.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
        }
        catch (Exception exception)
            when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Over.
        }
    }
}
