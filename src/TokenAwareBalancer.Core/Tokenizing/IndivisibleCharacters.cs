using System.Runtime.CompilerServices;
using System.Text;

namespace TokenAwareBalancer.Tokenizing;

/// <summary>Knows the characters whose bytes are merged before anything else can touch them.</summary>
/// <remarks>
/// Merging starts from bytes, and most merges in Chinese and many in Russian only put a character together, which
/// nothing around it could have prevented. Such merges need not be looked for.
/// <para>
/// A character of two or three bytes is indivisible between two given neighbours if it is a token, if its bytes alone
/// merge into it, and if every token that reaches over one of its edges, to or from some of its bytes or all, has a
/// higher rank than each of those merges. Then, while one of them is still to come, none across its edges is next; and
/// they take part in no other. So doing them first changes nothing, in whatever text.
/// </para>
/// <para>
/// Tokens over an edge often begin with a space or end in another script, and those only matter beside such
/// characters. The neighbours are therefore told apart by class, a rough division of scripts by a character's first
/// byte, and each character has a bit for each class that may stand before it and for each that may stand after it.
/// </para>
/// </remarks>
internal sealed class IndivisibleCharacters
{
    private const int CodePoints = 1 << 16;

    private readonly Vocabulary _vocabulary;
    private readonly ushort[] _neighbours;

    // The rank of each. 256 KB.
    private readonly uint[] _ranks = new uint[CodePoints];

    /// <param name="vocabulary">The tokens.</param>
    /// <param name="neighbours">What <see cref="FindNeighbours"/> found for them.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public IndivisibleCharacters(Vocabulary vocabulary, ushort[] neighbours)
    {
        _vocabulary = vocabulary;
        _neighbours = neighbours;
        Span<byte> character = stackalloc byte[3];
        for (var codePoint = 0; codePoint < neighbours.Length; codePoint++)
        {
            if (neighbours[codePoint] == 0)
                continue;
            var length = new Rune(codePoint).EncodeToUtf8(character);
            _ranks[codePoint] = vocabulary.RankOf(character, 0, length);
        }
    }

    /// <summary>
    /// For each code point a bit for each class of neighbour that leaves it indivisible: those before in the low byte,
    /// those after in the high one. 128 KB.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ushort[] FindNeighbours(
        Vocabulary vocabulary, ReadOnlySpan<byte> tokenLengths, ReadOnlySpan<byte> tokenBytes)
    {
        var found = new ushort[CodePoints];
        var edges = new TokensOverEdges(tokenLengths, tokenBytes);
        Span<byte> character = stackalloc byte[3];
        for (var codePoint = 0x80; codePoint < found.Length; codePoint++)
        {
            // Half of a surrogate pair, spelled like a character, is only so many bytes.
            if (!Rune.TryCreate(codePoint, out var rune))
                continue;
            var bytes = character[..rune.EncodeToUtf8(character)];
            var rank = HighestRankOfMerges(vocabulary, bytes);
            if (rank != Vocabulary.NoRank)
                found[codePoint] = edges.NeighboursThatKeep(bytes, rank);
        }

        return found;
    }

    /// <summary>Reads a piece of up to 64 bytes into parts, indivisible characters merged.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="parts">Receives the rank of each part.</param>
    /// <returns>Where parts begin, one bit each.</returns>
    public ulong ReadParts(ReadOnlySpan<byte> piece, Span<uint> parts)
    {
        var starts = 0UL;
        var before = Utf8Characters.AnyNeighbour;
        var count = 0;
        for (var index = 0; index < piece.Length;)
        {
            var length = Utf8Characters.LengthAt(piece, index);
            var after = index + length < piece.Length
                ? Utf8Characters.NeighbourBit(piece[index + length])
                : Utf8Characters.AnyNeighbour;
            if (length is 2 or 3 && TryFind(piece.Slice(index, length), before, after, out var rank))
            {
                starts |= 1UL << index;
                parts[count++] = rank;
            }
            else
            {
                starts |= ((1UL << length) - 1) << index;
                _vocabulary.ReadBytes(piece.Slice(index, length), parts[count..]);
                count += length;
            }

            before = Utf8Characters.IsContinuation(piece[index]) ? 0 : Utf8Characters.NeighbourBit(piece[index]);
            index += length;
        }

        return starts;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryFind(ReadOnlySpan<byte> character, int before, int after, out uint rank)
    {
        var codePoint = Utf8Characters.Decode(character);
        var neighbours = _neighbours[codePoint];
        rank = _ranks[codePoint];
        return (neighbours & before) != 0 && ((neighbours >> 8) & after) != 0;
    }

    /// <summary>The highest rank of the merges of a character's bytes; none if they do not merge into it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static uint HighestRankOfMerges(Vocabulary vocabulary, ReadOnlySpan<byte> character)
    {
        var whole = vocabulary.RankOf(character, 0, character.Length);
        if (character.Length == 2 || whole == Vocabulary.NoRank)
            return whole;
        var first = Math.Min(
            vocabulary.RankOfPair(character[0], character[1]), vocabulary.RankOfPair(character[1], character[2]));
        return Math.Max(first, whole);
    }
}
