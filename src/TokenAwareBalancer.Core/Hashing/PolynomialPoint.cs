using System.Buffers.Binary;

namespace TokenAwareBalancer.Hashing;

/// <summary>The secret number at which a polynomial is evaluated, modulo 2¹³⁰ − 5.</summary>
/// <remarks>Some of its bits are 0, as in Poly1305, so that products need no early carries.</remarks>
internal readonly struct PolynomialPoint
{
    public const int KeyBytes = 16;

    public PolynomialPoint(ReadOnlySpan<byte> key)
    {
        Low = BinaryPrimitives.ReadUInt64LittleEndian(key) & 0x0ffffffc0fffffff;
        High = BinaryPrimitives.ReadUInt64LittleEndian(key[8..]) & 0x0ffffffc0ffffffc;
    }

    public ulong Low { get; }

    public ulong High { get; }

    /// <summary>2¹²⁸ times the higher half, modulo 2¹³⁰ − 5: a whole number, its lowest bits being 0.</summary>
    public ulong HighFolded => High + (High >> 2);
}
