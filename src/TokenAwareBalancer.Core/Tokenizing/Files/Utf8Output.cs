using System.Buffers;
using System.Text;

namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Collects a changed text in memory borrowed from the pool.</summary>
internal ref struct Utf8Output(int capacity)
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(capacity);
    private int _length;

    public readonly ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    public void Append(int codePoint)
    {
        Reserve(4);
        _length += (Rune.IsValid(codePoint) ? new Rune(codePoint) : Rune.ReplacementChar)
            .EncodeToUtf8(_buffer.AsSpan(_length));
    }

    public readonly void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private void Reserve(int bytes)
    {
        if (bytes <= _buffer.Length - _length)
            return;
        var doubled = (int)Math.Min(2L * _buffer.Length, Array.MaxLength);
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(doubled, checked(_length + bytes)));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
