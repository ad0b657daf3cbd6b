namespace TokenAwareBalancer.Counting;

/// <summary>Finds where a text may be cut in two whose counts add up to that of the whole.</summary>
/// <remarks>
/// For the patterns of cl100k and o200k, in which the piece that begins at a place depends on nothing before it:
/// a cut is safe where every text has the end of a piece, and where the piece that ends there would not see the
/// difference between what follows and the end of the text. Both hold
/// <list type="bullet">
/// <item>between an ASCII letter and a space that another ASCII letter follows: no alternative goes on from a letter
/// to white space, and none looks further than that character;</item>
/// <item>behind a line feed that neither white space, a slash nor a line end follows: whatever alternative took the
/// line feed takes line ends (o200k also slashes) as long as there are any, and ends there.</item>
/// </list>
/// </remarks>
internal static class SafeCuts
{
    /// <summary>The last such place of the text, an index within it; 0 if there is none.</summary>
    public static int FindLast(ReadOnlySpan<byte> text)
    {
        for (var index = text.Length - 1; index > 0; index--)
        {
            if (IsSafe(text, index))
                return index;
        }

        return 0;
    }

    /// <summary>Whether the text may be cut before the byte at an index that is neither its first nor past it.</summary>
    public static bool IsSafe(ReadOnlySpan<byte> text, int index)
    {
        if (text[index - 1] == '\n')
            return IsNeverWhiteSpaceOrSlash(text[index]);
        return text[index] == ' ' && char.IsAsciiLetter((char)text[index - 1])
            && index + 1 < text.Length && char.IsAsciiLetter((char)text[index + 1]);
    }

    // By the first byte alone: of characters beyond ASCII, those of Cyrillic to Thaana, of the ideographs but for the
    // first, and of the planes beyond, which hold no white space.
    private static bool IsNeverWhiteSpaceOrSlash(byte first) =>
        first is > (byte)' ' and < 0x7F and not (byte)'/' or (>= 0xD0 and <= 0xDF) or (>= 0xE4 and <= 0xF4);
}
