using System.Diagnostics;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace TokenAwareBalancer.Fakes;

/// <summary>One connection to a <see cref="ScriptedBackend"/>: requests come in, raw bytes go out.</summary>
/// <remarks>The socket is read at all times, so that the balancer's going away is seen when it happens.</remarks>
internal sealed class BackendConnection
{
    private readonly Socket _socket;
    private readonly Pipe _received = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly TaskCompletionSource<long> _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WireReader _reader;
    private int _requests;
    private bool _isDisposed;

    public BackendConnection(Socket socket, int number)
    {
        _socket = socket;
        Number = number;
        var stream = _received.Reader.AsStream();
        _reader = new WireReader(buffer => stream.ReadAsync(buffer));
        _ = PumpAsync();
    }

    public int Number { get; }

    /// <summary>When the balancer closed or reset the connection, as a timestamp of <see cref="Stopwatch"/>.</summary>
    public Task<long> Gone => _gone.Task;

    public bool IsClosed { get; private set; }

    /// <returns>Null when no further request comes.</returns>
    public async Task<ReceivedRequest?> ReadRequestAsync()
    {
        if (IsClosed || await _reader.ReadHeadAsync() is not { } head)
            return null;
        var request = new ReceivedRequest(head, [], Number, ++_requests);
        var isChunked = "chunked".Equals(request.Header("Transfer-Encoding"), StringComparison.OrdinalIgnoreCase);
        var body = isChunked
            ? await _reader.ReadChunksAsync()
            : await _reader.ReadExactlyAsync(long.Parse(request.Header("Content-Length") ?? "0", null));
        return request with { Body = body };
    }

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
            bytes = bytes[await _socket.SendAsync(bytes)..];
    }

    /// <summary>Says that nothing more comes (FIN), and waits for the other side to do the same.</summary>
    public async Task CloseAsync()
    {
        IsClosed = true;
        _socket.Shutdown(SocketShutdown.Send);
        await Gone;
        _isDisposed = true;
        _socket.Dispose();
    }

    /// <summary>Breaks the connection (RST).</summary>
    public void Reset()
    {
        if (_isDisposed)
            return;
        (IsClosed, _isDisposed) = (true, true);
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    private async Task PumpAsync()
    {
        try
        {
            int read;
            while ((read = await _socket.ReceiveAsync(_received.Writer.GetMemory(16 * 1024))) > 0)
            {
                _received.Writer.Advance(read);
                await _received.Writer.FlushAsync();
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Reset, by either side: gone all the same.
        }
        finally
        {
            _gone.TrySetResult(Stopwatch.GetTimestamp());
            await _received.Writer.CompleteAsync();
        }
    }
}
