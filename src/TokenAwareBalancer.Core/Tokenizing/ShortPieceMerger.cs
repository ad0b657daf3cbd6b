using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace TokenAwareBalancer.Tokenizing;

/// <summary>Merges a piece of up to 64 bytes in registers and a quarter of a kilobyte of stack.</summary>
/// <remarks>
/// The parts are bits of one number: a bit stands where a part begins, so that a merge clears a bit and the neighbours
/// are the next bits to either side. For each part, the rank of its concatenation with the next one is kept in a
/// vector, the part's index in the low bits below it: the smallest element then is the next merge, leftmost first,
/// and is found by comparing eight elements at once.
/// </remarks>
internal static class ShortPieceMerger
{
    /// <summary>The bytes of the longest piece, the bits of a number.</summary>
    public const int LongestPiece = 64;

    private const int IndexBits = 6;
    private const uint NoMerge = uint.MaxValue;

    public static int CountTokens(Vocabulary vocabulary, ReadOnlySpan<byte> text, int start, int length) =>
        BitOperations.PopCount(Merge(vocabulary, text, start, length));

    /// <summary>Merges until no pair is a token.</summary>
    /// <returns>A number whose n-th bit, from the lowest on, is set where a token begins with the n-th byte.</returns>
    [SkipLocalsInit]
    public static ulong Merge(Vocabulary vocabulary, ReadOnlySpan<byte> text, int start, int length)
    {
        Span<uint> merges = stackalloc uint[LongestPiece];
        merges = merges[..((length + Vector256<uint>.Count - 1) & -Vector256<uint>.Count)];
        var starts = Ascii.IsValid(text.Slice(start, length))
            ? FillBytes(vocabulary, text.Slice(start, length), merges)
            : FillCharacters(vocabulary, text, start, length, merges);
        for (var merge = Smallest(merges); merge != NoMerge; merge = Smallest(merges))
        {
            var left = (int)(merge % LongestPiece);
            var right = NextStart(starts, left, length);
            starts &= ~(1UL << right);
            Set(merges, right, NoMerge);

            var next = NextStart(starts, left, length);
            Set(merges, left, next < length
                ? Merge(vocabulary.RankOf(text, start + left, NextStart(starts, next, length) - left), left)
                : NoMerge);
            if (left > 0)
            {
                var previous = PreviousStart(starts, left);
                Set(merges, previous, Merge(vocabulary.RankOf(text, start + previous, next - previous), previous));
            }
        }

        return starts;
    }

    /// <summary>Starts from single bytes.</summary>
    private static ulong FillBytes(Vocabulary vocabulary, ReadOnlySpan<byte> piece, Span<uint> merges)
    {
        merges[^Vector256<uint>.Count..].Fill(NoMerge);
        for (var i = 0; i < piece.Length - 1; i++)
            merges[i] = Merge(vocabulary.RankOfPair(piece[i], piece[i + 1]), i);
        return ulong.MaxValue >> (LongestPiece - piece.Length);
    }

    /// <summary>Starts from characters where that is the same.</summary>
    private static ulong FillCharacters(
        Vocabulary vocabulary, ReadOnlySpan<byte> text, int start, int length, Span<uint> merges)
    {
        merges.Fill(NoMerge);
        var starts = vocabulary.IndivisibleCharacters.StartsOfParts(text.Slice(start, length));
        var left = 0;
        for (var right = NextStart(starts, left, length); right < length;)
        {
            var end = NextStart(starts, right, length);
            merges[left] = Merge(end - left == 2
                ? vocabulary.RankOfPair(text[start + left], text[start + right])
                : vocabulary.RankOf(text, start + left, end - left), left);
            left = right;
            right = end;
        }

        return starts;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Merge(uint rank, int index) =>
        rank == Vocabulary.NoRank ? NoMerge : (rank << IndexBits) | (uint)index;

    /// <summary>Writes one element by writing its whole vector.</summary>
    /// <remarks>
    /// Which is read as a whole right after: reading eight elements of which one is still on its way to memory makes
    /// the processor wait for that, longer than the rest of a merge takes.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Set(Span<uint> merges, int index, uint merge)
    {
        ref var vector = ref MemoryMarshal.Cast<uint, Vector256<uint>>(merges)[index / Vector256<uint>.Count];
        var lanes = (uint)Vector256<uint>.Count;
        var lane = Vector256.Equals(Vector256<uint>.Indices, Vector256.Create((uint)index % lanes));
        vector = Vector256.ConditionalSelect(lane, Vector256.Create(merge), vector);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Smallest(ReadOnlySpan<uint> merges)
    {
        var vectors = MemoryMarshal.Cast<uint, Vector256<uint>>(merges);
        var smallest = vectors[0];
        for (var i = 1; i < vectors.Length; i++)
            smallest = Vector256.Min(smallest, vectors[i]);

        var four = Vector128.Min(smallest.GetLower(), smallest.GetUpper());
        var two = Vector128.Min(four, Vector128.Shuffle(four, Vector128.Create(2u, 3, 0, 1)));
        return Vector128.Min(two, Vector128.Shuffle(two, Vector128.Create(1u, 0, 3, 2))).ToScalar();
    }

    /// <summary>Where the part after the one at an index begins; the piece's length after the last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int NextStart(ulong starts, int index, int length) =>
        Math.Min(BitOperations.TrailingZeroCount(starts & (ulong.MaxValue - 1 << index)), length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PreviousStart(ulong starts, int index) => BitOperations.Log2(starts & ((1UL << index) - 1));
}
