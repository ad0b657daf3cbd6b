using System.Buffers;

namespace TokenAwareBalancer.Understanding.Prompts;

/// <summary>Pooled room for one unescaped text.</summary>
internal sealed class ScratchBuffer
{
    private const int InitialBytes = 4096;

    /// <summary>A reader at rest keeps no more than this.</summary>
    private const int MaxKeptBytes = 64 * 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(InitialBytes);

    /// <summary>Room for at least so many bytes; what was in it before is lost.</summary>
    public Span<byte> Reserve(int bytes)
    {
        if (bytes > _bytes.Length)
            Replace(bytes);
        return _bytes;
    }

    /// <summary>Gives back what one large request made grow.</summary>
    public void Trim()
    {
        if (_bytes.Length > MaxKeptBytes)
            Replace(InitialBytes);
    }

    private void Replace(int bytes)
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = ArrayPool<byte>.Shared.Rent(bytes);
    }
}
