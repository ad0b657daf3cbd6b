using System.Buffers.Binary;

namespace TokenAwareBalancer.Receiving.Decoding;

/// <summary>One member of gzip (RFC 1952), and nothing after it.</summary>
/// <remarks>
/// The format allows several members in a row. Decoders differ in what they make of the second, so that a balancer
/// and an engine could read two different requests in the same bytes: it is refused. The runtime's own reader would
/// read on, and takes a member without its checksum for a whole one; hence the frame is read here.
/// </remarks>
internal sealed class GzipDecoder : IContentDecoder
{
    private const int FixedHeaderBytes = 10;
    private const int TrailerBytes = 8;
    private const byte HasHeaderChecksum = 2, HasExtra = 4, HasName = 8, HasComment = 16, Reserved = 0xE0;

    private readonly InflatingDecoder _inflated;
    private readonly uint _expectedChecksum;
    private readonly uint _expectedBytes;
    private Crc32 _checksum;
    private uint _bytes;

    public GzipDecoder(ReadOnlyMemory<byte> encoded)
    {
        var header = HeaderBytes(encoded.Span);
        if (encoded.Length < header + TrailerBytes)
            throw TooShort();
        var trailer = encoded.Span[^TrailerBytes..];
        _expectedChecksum = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        _expectedBytes = BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]);
        _inflated = InflatingDecoder.OfBare(encoded[header..^TrailerBytes]);
    }

    public int Read(Span<byte> buffer)
    {
        var read = _inflated.Read(buffer);
        _checksum.Add(buffer[..read]);
        _bytes += (uint)read;
        if (read == 0 && (_bytes != _expectedBytes || _checksum.Value != _expectedChecksum))
            throw new InvalidDataException("its checksum is wrong");
        return read;
    }

    public void Dispose() => _inflated.Dispose();

    private static int HeaderBytes(ReadOnlySpan<byte> encoded)
    {
        if (encoded.Length < FixedHeaderBytes)
            throw TooShort();
        if (!encoded.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B, 8]) || (encoded[3] & Reserved) != 0)
            throw new InvalidDataException("it does not begin like gzip");
        var (flags, at) = (encoded[3], FixedHeaderBytes);
        if ((flags & HasExtra) != 0)
            at = After(encoded, at, 2) + BinaryPrimitives.ReadUInt16LittleEndian(encoded[at..]);
        if ((flags & HasName) != 0)
            at = AfterText(encoded, at);
        if ((flags & HasComment) != 0)
            at = AfterText(encoded, at);
        return (flags & HasHeaderChecksum) != 0 ? After(encoded, at, 2) : at;
    }

    private static int After(ReadOnlySpan<byte> encoded, int at, int bytes) =>
        at + bytes <= encoded.Length ? at + bytes : throw TooShort();

    private static int AfterText(ReadOnlySpan<byte> encoded, int at)
    {
        var length = at < encoded.Length ? encoded[at..].IndexOf((byte)0) : -1;
        return length >= 0 ? at + length + 1 : throw TooShort();
    }

    private static InvalidDataException TooShort() => new("it ends too early");
}
