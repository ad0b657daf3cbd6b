using System.Buffers;

namespace TokenAwareBalancer.Observing;

/// <summary>A growing run of bytes in a rented array. A mutable struct: keep it in a field, never copy it.</summary>
/// <remarks>An owner that dies between append and return leaves its array to the garbage collector: a lost rental
/// costs the pool one array, while a double return would hand one array to two owners.</remarks>
internal struct PooledBuffer
{
    private byte[]? _array;
    private int _length;

    public readonly int Length => _length;

    public readonly ReadOnlySpan<byte> Span => _array.AsSpan(0, _length);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_array is null || _array.Length - _length < bytes.Length)
            Grow(_length + bytes.Length);
        bytes.CopyTo(_array.AsSpan(_length));
        _length += bytes.Length;
    }

    /// <summary>Empties the run and gives its array back.</summary>
    public void Return()
    {
        var array = _array;
        this = default;
        if (array is not null)
            ArrayPool<byte>.Shared.Return(array);
    }

    private void Grow(int neededBytes)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(neededBytes, 2 * _length));
        Span.CopyTo(larger);
        var length = _length;
        Return();
        (_array, _length) = (larger, length);
    }
}
