using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace TokenAwareBalancer.Hashing;

/// <summary>NH, four times with shifted keys: 32 bytes of up to a kilobyte.</summary>
/// <remarks>
/// <c>Σ (m₂ᵢ + k₂ᵢ mod 2³²) · (m₂ᵢ₊₁ + k₂ᵢ₊₁ mod 2³²) mod 2⁶⁴</c> over the content's 32-bit words. Two contents of
/// one length collide under 2⁻³² of all keys. The further three sums shift the key by four words each (a Toeplitz
/// construction, section 4.4 of the UMAC paper), so that all four collide under 2⁻¹²⁸. The three ways of computing it
/// give the same; the machine decides which is taken.
/// </remarks>
internal readonly record struct PairProducts(ulong First, ulong Second, ulong Third, ulong Fourth)
{
    /// <summary>What is hashed at once, at most.</summary>
    public const int BlockBytes = 1024;

    /// <summary>What is hashed is a multiple of this.</summary>
    public const int UnitBytes = 32;

    public const int KeyBytes = BlockBytes + (3 * ShiftBytes);

    private const int ShiftBytes = 16;

    public static PairProducts operator +(in PairProducts left, in PairProducts right) => new(
        left.First + right.First,
        left.Second + right.Second,
        left.Third + right.Third,
        left.Fourth + right.Fourth);

    /// <param name="content">Whole units, a block at most.</param>
    /// <param name="key">Three shifts longer than the content, or more.</param>
    public static PairProducts Of(ReadOnlySpan<byte> content, ReadOnlySpan<byte> key)
    {
        if (Avx2.IsSupported)
            return OfWideVectors(content, key);
        return Sse2.IsSupported || (AdvSimd.IsSupported && BitConverter.IsLittleEndian)
            ? OfVectors(content, key)
            : OfWords(content, key);
    }

    internal static PairProducts OfWideVectors(ReadOnlySpan<byte> content, ReadOnlySpan<byte> key)
    {
        Vector256<ulong> first = default, second = default, third = default, fourth = default;
        key = key[..(content.Length + (3 * ShiftBytes))];
        for (var at = 0; at < content.Length; at += UnitBytes)
        {
            var words = Vector256.Create(content[at..]).AsUInt32();
            first += Multiply(words + Vector256.Create(key[at..]).AsUInt32());
            second += Multiply(words + Vector256.Create(key[(at + ShiftBytes)..]).AsUInt32());
            third += Multiply(words + Vector256.Create(key[(at + (2 * ShiftBytes))..]).AsUInt32());
            fourth += Multiply(words + Vector256.Create(key[(at + (3 * ShiftBytes))..]).AsUInt32());
        }

        return new(Vector256.Sum(first), Vector256.Sum(second), Vector256.Sum(third), Vector256.Sum(fourth));
    }

    internal static PairProducts OfVectors(ReadOnlySpan<byte> content, ReadOnlySpan<byte> key)
    {
        Vector128<ulong> first = default, second = default, third = default, fourth = default;
        key = key[..(content.Length + (3 * ShiftBytes))];
        for (var at = 0; at < content.Length; at += ShiftBytes)
        {
            var words = Vector128.Create(content[at..]).AsUInt32();
            first += Multiply(words + Vector128.Create(key[at..]).AsUInt32());
            second += Multiply(words + Vector128.Create(key[(at + ShiftBytes)..]).AsUInt32());
            third += Multiply(words + Vector128.Create(key[(at + (2 * ShiftBytes))..]).AsUInt32());
            fourth += Multiply(words + Vector128.Create(key[(at + (3 * ShiftBytes))..]).AsUInt32());
        }

        return new(Vector128.Sum(first), Vector128.Sum(second), Vector128.Sum(third), Vector128.Sum(fourth));
    }

    internal static PairProducts OfWords(ReadOnlySpan<byte> content, ReadOnlySpan<byte> key) => new(
        SumOfWords(content, key),
        SumOfWords(content, key[ShiftBytes..]),
        SumOfWords(content, key[(2 * ShiftBytes)..]),
        SumOfWords(content, key[(3 * ShiftBytes)..]));

    private static ulong SumOfWords(ReadOnlySpan<byte> content, ReadOnlySpan<byte> key)
    {
        var sum = 0UL;
        for (var at = 0; at < content.Length; at += 2 * sizeof(uint))
            sum += (ulong)KeyedWord(content, key, at) * KeyedWord(content, key, at + sizeof(uint));
        return sum;
    }

    private static uint KeyedWord(ReadOnlySpan<byte> content, ReadOnlySpan<byte> key, int at) =>
        BinaryPrimitives.ReadUInt32LittleEndian(content[at..]) + BinaryPrimitives.ReadUInt32LittleEndian(key[at..]);

    /// <summary>Each even word times the odd one after it.</summary>
    private static Vector256<ulong> Multiply(Vector256<uint> keyed) =>
        Avx2.Multiply(keyed, (keyed.AsUInt64() >>> 32).AsUInt32());

    private static Vector128<ulong> Multiply(Vector128<uint> keyed) => Sse2.IsSupported
        ? Sse2.Multiply(keyed, (keyed.AsUInt64() >>> 32).AsUInt32())
        : AdvSimd.MultiplyWideningLower(
            AdvSimd.ExtractNarrowingLower(keyed.AsUInt64()),
            AdvSimd.ShiftRightLogicalNarrowingLower(keyed.AsUInt64(), 32));
}
