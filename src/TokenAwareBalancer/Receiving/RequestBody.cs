using System.Buffers;

namespace TokenAwareBalancer.Receiving;

/// <summary>The bytes of a request, all of them, in one pooled array.</summary>
/// <remarks>
/// One piece, because the JSON reader and the tokenizers work fastest on one span, and because each try needs the body
/// again. It grows by doubling, so a client that announces 64 MiB and sends nothing holds 64 KiB.
/// </remarks>
internal sealed class RequestBody : IDisposable
{
    private const int FirstBytes = 16 * 1024;
    private const int LargestFirstBytes = 64 * 1024;

    private byte[] _buffer = [];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, Length);

    public ReadOnlySpan<byte> Span => _buffer.AsSpan(0, Length);

    /// <summary>Reads to the end of the body or until it exceeds the limit.</summary>
    /// <returns>False when the body is larger than <paramref name="limitBytes"/>.</returns>
    public async ValueTask<bool> TryReadAsync(HttpRequest request, long limitBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limitBytes)
            return false;
        Grow(FirstSize(request.ContentLength));
        int read;
        while ((read = await request.Body.ReadAsync(_buffer.AsMemory(Length), cancellationToken)) > 0)
        {
            Length += read;
            if (Length > limitBytes)
                return false;
            if (Length == _buffer.Length)
                Grow(_buffer.Length * 2L);
        }

        return true;
    }

    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        Length = 0;
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    // One byte more than announced, so that the read that finds the end needs no larger array.
    private static long FirstSize(long? contentLength) =>
        contentLength is { } announced ? Math.Min(announced + 1, LargestFirstBytes) : FirstBytes;

    private void Grow(long bytes)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(bytes, Array.MaxLength));
        Span.CopyTo(larger);
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
