namespace TokenAwareBalancer.Tokenizing;

/// <summary>The parts that the patterns of cl100k and o200k share.</summary>
internal static class PieceRules
{
    private const int LongestNumber = 3;

    /// <summary><c>\p{N}{1,3}</c>, its first character already seen.</summary>
    public static int EndOfNumber(ReadOnlySpan<byte> text, int afterFirst)
    {
        var index = afterFirst;
        for (var characters = 1; characters < LongestNumber && index < text.Length; characters++)
        {
            if (CharacterClasses.At(text, index, out var byteLength) != CharacterClass.Number)
                break;
            index += byteLength;
        }

        return index;
    }

    /// <summary>
    /// The length of the contraction that stands at an index, as in <c>(?i:'s|'t|'re|'ve|'m|'ll|'d)</c>; 0 if none
    /// does. Ignoring case, <c>s</c> is also the long s, U+017F; the other letters have no third form.
    /// </summary>
    public static int LengthOfContraction(ReadOnlySpan<byte> text, int index)
    {
        if (index + 1 >= text.Length || text[index] != '\'')
            return 0;
        var second = index + 2 < text.Length ? text[index + 2] : (byte)0;
        return text[index + 1] switch
        {
            (byte)'s' or (byte)'S' or (byte)'t' or (byte)'T' => 2,
            (byte)'m' or (byte)'M' or (byte)'d' or (byte)'D' => 2,
            (byte)'r' or (byte)'R' or (byte)'v' or (byte)'V' => (second | 0x20) == 'e' ? 3 : 0,
            (byte)'l' or (byte)'L' => (second | 0x20) == 'l' ? 3 : 0,
            0xC5 => second == 0xBF ? 3 : 0,
            _ => 0,
        };
    }

    /// <summary><c>\s*[\r\n]+|\s+(?!\S)|\s+</c> where a white-space character stands.</summary>
    /// <remarks>
    /// For a whole run of white space that is: up to its last line end, if it has one; otherwise all of it at the end
    /// of the text, and all but its last character before anything else, which leaves that one to the next word; but
    /// a single character is never left. The run may be looked at again once, after its last line end: it then has
    /// none, and what is left of it is one character. So no run is read more than three times.
    /// </remarks>
    public static int EndOfWhiteSpace(ReadOnlySpan<byte> text, int start)
    {
        var index = start;
        var last = start;
        var afterLineEnd = -1;
        while (index < text.Length)
        {
            var characterClass = CharacterClasses.At(text, index, out var byteLength);
            if ((characterClass & CharacterClass.WhiteSpace) == 0)
                break;
            last = index;
            index += byteLength;
            if (characterClass == CharacterClass.LineEnd)
                afterLineEnd = index;
        }

        if (afterLineEnd >= 0)
            return afterLineEnd;
        return index == text.Length || last == start ? index : last;
    }
}
