using System.IO.Compression;

namespace TokenAwareBalancer.Receiving.Decoding;

/// <summary>One stream of DEFLATE (RFC 1951), bare or in the format of zlib (RFC 1950), and nothing after it.</summary>
internal sealed class InflatingDecoder : IContentDecoder
{
    private readonly MeasuredStream _encoded;
    private readonly Stream _decoded;

    private InflatingDecoder(MeasuredStream encoded, Stream decoded)
    {
        _encoded = encoded;
        _decoded = decoded;
    }

    /// <summary>What HTTP calls <c>deflate</c> (RFC 9110, 8.4.1.2).</summary>
    public static InflatingDecoder OfZlib(ReadOnlyMemory<byte> encoded)
    {
        var measured = new MeasuredStream(encoded);
        return new InflatingDecoder(measured, new ZLibStream(measured, CompressionMode.Decompress));
    }

    public static InflatingDecoder OfBare(ReadOnlyMemory<byte> encoded)
    {
        var measured = new MeasuredStream(encoded);
        return new InflatingDecoder(measured, new DeflateStream(measured, CompressionMode.Decompress));
    }

    public int Read(Span<byte> buffer)
    {
        var read = ReadOrExplain(buffer);
        if (_encoded.IsShort)
            throw new InvalidDataException("it ends too early");
        if (read == 0 && _encoded.HasRest)
            throw new InvalidDataException("something follows its end");
        return read;
    }

    public void Dispose() => _decoded.Dispose();

    private int ReadOrExplain(Span<byte> buffer)
    {
        try
        {
            return _decoded.Read(buffer);
        }
        catch (InvalidDataException exception)
        {
            // The runtime's own words are about archives.
            throw new InvalidDataException("it is damaged", exception);
        }
    }
}
