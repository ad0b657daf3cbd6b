namespace TokenAwareBalancer.Tokenizing;

/// <summary>The lowest ranks of the tokens that reach over an edge of a character, into it or out of it.</summary>
/// <remarks>
/// By what part of the character they hold, up to three bytes at its beginning or end, and by the class of the
/// neighbour they hold a part of. Needed only while a vocabulary is loaded.
/// </remarks>
internal sealed class TokensOverEdges
{
    private const int LongestPart = 3;

    // By number of bytes in the part; by the part's bytes, three of them by the code point they spell, and by class.
    private readonly uint[][] _into = NoRanks();
    private readonly uint[][] _outOf = NoRanks();

    public TokensOverEdges(ReadOnlySpan<byte> tokenLengths, ReadOnlySpan<byte> tokenBytes)
    {
        var offset = 0;
        for (var rank = 0; rank < tokenLengths.Length; rank++)
        {
            var token = tokenBytes.Slice(offset, tokenLengths[rank]);
            offset += token.Length;
            for (var part = 1; part <= LongestPart && part < token.Length; part++)
            {
                if (part < LongestPart || IsWhole(token[^part..]))
                    AddInto(token[..^part], token[^part..], (uint)rank);
                if (part < LongestPart || IsWhole(token[..part]))
                    AddOutOf(token[..part], token[part], (uint)rank);
            }
        }
    }

    /// <summary>
    /// Between which neighbours all tokens over a character's edges have ranks above a given one: the classes before in
    /// the low byte, those after in the high one.
    /// </summary>
    public ushort NeighboursThatKeep(ReadOnlySpan<byte> character, uint rank)
    {
        var neighbours = (1 << (2 * Utf8Characters.NeighbourClasses)) - 1;
        for (var part = 1; part <= character.Length; part++)
        {
            for (var neighbour = 0; neighbour < Utf8Characters.NeighbourClasses; neighbour++)
            {
                if (_into[part - 1][Index(character[..part], neighbour)] < rank)
                    neighbours &= ~(1 << neighbour);
                if (_outOf[part - 1][Index(character[^part..], neighbour)] < rank)
                    neighbours &= ~(1 << (neighbour + Utf8Characters.NeighbourClasses));
            }
        }

        return (ushort)neighbours;
    }

    private static bool IsWhole(ReadOnlySpan<byte> part) => Utf8Characters.LengthAt(part, 0) == LongestPart;

    private void AddInto(ReadOnlySpan<byte> before, ReadOnlySpan<byte> part, uint rank)
    {
        var last = before.Length - 1;
        while (last > 0 && Utf8Characters.IsContinuation(before[last]))
            last--;

        // The end of some character: of which class, the token does not say.
        if (Utf8Characters.IsContinuation(before[last]))
        {
            for (var neighbour = 1; neighbour < Utf8Characters.NeighbourClasses; neighbour++)
                Add(_into, part, neighbour, rank);
            return;
        }

        Add(_into, part, Utf8Characters.NeighbourClass(before[last]), rank);
    }

    private void AddOutOf(ReadOnlySpan<byte> part, byte after, uint rank)
    {
        // A continuation byte is still of the same character.
        if (!Utf8Characters.IsContinuation(after))
            Add(_outOf, part, Utf8Characters.NeighbourClass(after), rank);
    }

    private static void Add(uint[][] ranks, ReadOnlySpan<byte> part, int neighbour, uint rank)
    {
        ref var lowest = ref ranks[part.Length - 1][Index(part, neighbour)];
        lowest = Math.Min(lowest, rank);
    }

    private static int Index(ReadOnlySpan<byte> part, int neighbour)
    {
        var key = part.Length switch
        {
            1 => part[0],
            2 => (part[0] << 8) | part[1],
            _ => Utf8Characters.Decode(part),
        };
        return (key * Utf8Characters.NeighbourClasses) + neighbour;
    }

    private static uint[][] NoRanks()
    {
        const int classes = Utf8Characters.NeighbourClasses;
        uint[][] ranks = [new uint[classes << 8], new uint[classes << 16], new uint[classes << 16]];
        foreach (var ofPart in ranks)
            Array.Fill(ofPart, Vocabulary.NoRank);
        return ranks;
    }
}
