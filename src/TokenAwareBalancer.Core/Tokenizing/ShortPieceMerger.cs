using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace TokenAwareBalancer.Tokenizing;

/// <summary>Merges a piece of up to 64 bytes on its own, and says where its tokens begin.</summary>
/// <remarks>To count alone, <see cref="PieceBatch"/> merges several pieces together, which is faster.</remarks>
internal static class ShortPieceMerger
{
    /// <summary>The bytes of the longest piece, the bits of a number.</summary>
    public const int LongestPiece = 64;

    /// <summary>The tokens of one piece that is no token itself.</summary>
    public static int CountTokens(Vocabulary vocabulary, ReadOnlySpan<byte> text, int start, int length) =>
        BitOperations.PopCount(Merge(vocabulary, text.Slice(start, length)));

    /// <summary>Merges until no pair is a token.</summary>
    /// <returns>A number whose n-th bit, from the lowest on, is set where a token begins with the n-th byte.</returns>
    [SkipLocalsInit]
    public static ulong Merge(Vocabulary vocabulary, ReadOnlySpan<byte> piece)
    {
        Span<uint> parts = stackalloc uint[LongestPiece];
        var starts = ReadParts(vocabulary, piece, parts);
        parts = parts[..BitOperations.PopCount(starts)];
        return Deposit(Merge(vocabulary.Merges, parts), starts);
    }

    /// <summary>Reads a piece into the parts that merging starts from.</summary>
    /// <returns>A number whose n-th bit is set where a part begins with the n-th byte.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ReadParts(Vocabulary vocabulary, ReadOnlySpan<byte> piece, Span<uint> parts)
    {
        if (!Ascii.IsValid(piece))
            return vocabulary.IndivisibleCharacters.ReadParts(piece, parts);
        vocabulary.ReadBytes(piece, parts);
        return ulong.MaxValue >> (LongestPiece - piece.Length);
    }

    /// <summary>Where the part after the one at an index begins; the piece's length after the last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int NextStart(ulong starts, int index, int length) =>
        Math.Min(BitOperations.TrailingZeroCount(starts & (ulong.MaxValue - 1 << index)), length);

    [SkipLocalsInit]
    private static ulong Merge(MergeTable table, ReadOnlySpan<uint> parts)
    {
        Unsafe.SkipInit(out MergeLane<SixtyFourMergeRanks> lane);
        lane.Start(table, parts);
        while (lane.Step(table))
        {
        }

        return lane.Alive;
    }

    /// <summary>Moves the n-th bit to the n-th of some places.</summary>
    public static ulong Deposit(ulong bits, ulong places)
    {
        if (Bmi2.X64.IsSupported)
            return Bmi2.X64.ParallelBitDeposit(bits, places);
        var deposited = 0UL;
        for (; places != 0; places &= places - 1, bits >>= 1)
            deposited |= (bits & 1) * (places & (~places + 1));
        return deposited;
    }
}
