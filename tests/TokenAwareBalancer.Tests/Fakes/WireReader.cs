using System.Net.Sockets;
using System.Text;

namespace TokenAwareBalancer.Fakes;

/// <summary>Reads HTTP/1.1 from a socket by hand, so that nothing is hidden from a test.</summary>
internal sealed class WireReader
{
    private readonly Func<Memory<byte>, ValueTask<int>> _receive;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    public WireReader(Func<Memory<byte>, ValueTask<int>> receive) => _receive = receive;

    /// <summary>Reads up to the empty line. Null when the connection ends before a first byte.</summary>
    public async Task<string?> ReadHeadAsync()
    {
        if (_start == _end && !await FillAsync())
            return null;
        var lines = new List<string>();
        while (await ReadLineAsync() is { Length: > 0 } line)
            lines.Add(line);
        return string.Join("\r\n", lines);
    }

    public async Task<string> ReadLineAsync()
    {
        var line = new StringBuilder();
        while (true)
        {
            var value = await ReadByteAsync();
            if (value == '\n')
                return line.ToString().TrimEnd('\r');
            line.Append((char)value);
        }
    }

    /// <summary>What is there, at least one byte; empty at the end of the connection.</summary>
    public async Task<byte[]> ReadSomeAsync(long atMost)
    {
        if (_start == _end && !await FillAsync())
            return [];
        var length = (int)Math.Min(_end - _start, atMost);
        _start += length;
        return _buffer[(_start - length).._start];
    }

    public async Task<byte[]> ReadExactlyAsync(long length)
    {
        var bytes = new MemoryStream();
        while (bytes.Length < length)
            bytes.Write(await NotEmptyAsync(length - bytes.Length));
        return bytes.ToArray();
    }

    public async Task<byte[]> ReadChunksAsync()
    {
        var bytes = new MemoryStream();
        while (Convert.ToInt32(await ReadLineAsync(), 16) is > 0 and var length)
        {
            bytes.Write(await ReadExactlyAsync(length));
            await ReadLineAsync();
        }

        // The trailer, of which there may be none.
        while ((await ReadLineAsync()).Length > 0)
        {
        }

        return bytes.ToArray();
    }

    private async Task<byte> ReadByteAsync()
    {
        if (_start == _end && !await FillAsync())
            throw new EndOfStreamException("The connection ended in the middle of a message.");
        return _buffer[_start++];
    }

    private async Task<byte[]> NotEmptyAsync(long atMost)
    {
        var bytes = await ReadSomeAsync(atMost);
        return bytes.Length > 0
            ? bytes
            : throw new EndOfStreamException("The connection ended in the middle of a body.");
    }

    private async Task<bool> FillAsync()
    {
        try
        {
            (_start, _end) = (0, await _receive(_buffer));
            return _end > 0;
        }
        catch (SocketException exception)
        {
            throw new IOException("The connection was reset.", exception);
        }
    }
}
