using System.Buffers.Binary;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace TokenAwareBalancer.Tokenizing;

/// <summary>Turns a short string of bytes into one number, to look it up by.</summary>
internal static class PackedBytes
{
    // Odd constants without structure: digits of pi and of the golden ratio.
    private const ulong FirstSeed = 0x243F6A8885A308D3;
    private const ulong SecondSeed = 0x9E3779B97F4A7C15;

    /// <summary>One to eight bytes of a text, the first one lowest, and their number in the highest byte.</summary>
    /// <remarks>
    /// The number tells apart what ends with NUL characters. Over the last of eight bytes it is mixed, so that strings
    /// of different lengths may still have the same number; not of the same length.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Read(ReadOnlySpan<byte> text, int start, int length) =>
        ReadPadded(text, start, length) ^ ((ulong)length << 56);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong ReadPadded(ReadOnlySpan<byte> text, int start, int length)
    {
        Debug.Assert(length is > 0 and <= sizeof(ulong), "One number holds one to eight bytes.");
        return text.Length - start >= sizeof(ulong)
            ? BinaryPrimitives.ReadUInt64LittleEndian(text[start..]) & (ulong.MaxValue >> (64 - (8 * length)))
            : ReadAtEnd(text, start, length);
    }

    /// <summary>A hash of nine bytes or more, not keyed: who finds an equal one has yet to compare the bytes.</summary>
    public static ulong Fingerprint(ReadOnlySpan<byte> bytes)
    {
        var hash = (ulong)bytes.Length * SecondSeed;
        var rest = bytes;
        while (rest.Length > sizeof(ulong))
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(rest));
            rest = rest[sizeof(ulong)..];
        }

        return Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes[^sizeof(ulong)..]));
    }

    private static ulong ReadAtEnd(ReadOnlySpan<byte> text, int start, int length)
    {
        var packed = 0UL;
        for (var i = length - 1; i >= 0; i--)
            packed = (packed << 8) | text[start + i];
        return packed;
    }

    private static ulong Mix(ulong value)
    {
        var high = Math.BigMul(value ^ FirstSeed, SecondSeed, out var low);
        return BitOperations.RotateLeft(high, 29) ^ low;
    }
}
