namespace TokenAwareBalancer.Receiving.Decoding;

/// <summary>Bytes in memory, that tell a decompressor's reader how much of them was wanted.</summary>
/// <remarks>
/// The runtime's decompressors neither say where their data ended nor that it was cut off. Both can be seen from here:
/// the last bytes are handed out one by one, so that none is taken that is not needed, and a read beyond the last is
/// remembered, because a stream that is complete makes none.
/// </remarks>
internal sealed class MeasuredStream(ReadOnlyMemory<byte> bytes) : Stream
{
    /// <summary>More than a trailer has, so that the end of the data before one is seen to the byte.</summary>
    private const int ShownOneByOne = 16;

    private int _taken;

    /// <summary>Whether more was asked for than there is.</summary>
    public bool IsShort { get; private set; }

    /// <summary>Whether some of it was not needed.</summary>
    public bool HasRest => _taken < bytes.Length;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var left = bytes.Length - _taken;
        IsShort |= left == 0;
        var length = Math.Min(buffer.Length, Math.Max(left - ShownOneByOne, Math.Min(left, 1)));
        bytes.Span.Slice(_taken, length).CopyTo(buffer);
        _taken += length;
        return length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
