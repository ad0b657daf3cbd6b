using System.Buffers;
using System.IO.Compression;

namespace TokenAwareBalancer.Receiving.Decoding;

/// <summary>One stream of Brotli (RFC 7932), and nothing after it.</summary>
internal sealed class BrotliContentDecoder(ReadOnlyMemory<byte> encoded) : IContentDecoder
{
    private ReadOnlyMemory<byte> _rest = encoded;
    private BrotliDecoder _decoder;
    private bool _isDone;

    public int Read(Span<byte> buffer)
    {
        if (_isDone)
            return 0;
        var status = _decoder.Decompress(_rest.Span, buffer, out var consumed, out var written);
        _rest = _rest[consumed..];
        _isDone = status == OperationStatus.Done;
        if (_isDone && !_rest.IsEmpty)
            throw new InvalidDataException("something follows its end");
        if (status == OperationStatus.NeedMoreData)
            throw new InvalidDataException("it ends too early");
        if (status == OperationStatus.InvalidData)
            throw new InvalidDataException("it is damaged");
        return written;
    }

    public void Dispose() => _decoder.Dispose();
}
