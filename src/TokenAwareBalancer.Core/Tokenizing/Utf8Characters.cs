using System.Runtime.CompilerServices;

namespace TokenAwareBalancer.Tokenizing;

/// <summary>Reads characters of up to three bytes, and sorts the first bytes of all into eight classes.</summary>
internal static class Utf8Characters
{
    /// <summary>The number of classes.</summary>
    public const int NeighbourClasses = 8;

    /// <summary>The bits of all classes, which stand for no neighbour at all.</summary>
    public const int AnyNeighbour = (1 << NeighbourClasses) - 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsContinuation(byte value) => (value & 0xC0) == 0x80;

    /// <summary>The class of a character by its first byte: ASCII, some scripts that stand together, others.</summary>
    public static int NeighbourClass(byte first) => first switch
    {
        < 0x80 => 0,
        0xCE or 0xCF => 2, // Greek.
        >= 0xD0 and < 0xD6 => 3, // Cyrillic, Armenian.
        >= 0xD6 and < 0xE0 => 4, // Hebrew, Arabic.
        0xE0 or 0xE1 => 5, // India, South-East Asia, Georgian.
        >= 0xE3 and < 0xEA or 0xEF => 6, // Kana, hanzi, full-width punctuation.
        >= 0xEA and < 0xEE => 7, // Hangul.
        _ => 1, // Latin with diacritics, symbols, beyond U+FFFF.
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int NeighbourBit(byte first) => first < 0x80 ? 1 : 1 << NeighbourClass(first);

    /// <summary>The bytes of the character at an index; 1 where what stands there is cut off or is none.</summary>
    public static int LengthAt(ReadOnlySpan<byte> text, int index)
    {
        var length = text[index] switch
        {
            < 0xC2 => 1,
            < 0xE0 => 2,
            < 0xF0 => 3,
            _ => 4,
        };
        if (length > text.Length - index)
            return 1;
        for (var i = 1; i < length; i++)
        {
            if (!IsContinuation(text[index + i]))
                return 1;
        }

        return length;
    }

    /// <summary>The code point of a character of two or three bytes; 0 if it is spelled longer than need be.</summary>
    public static int Decode(ReadOnlySpan<byte> character)
    {
        if (character.Length == 2)
            return ((character[0] & 0x1F) << 6) | (character[1] & 0x3F);
        var codePoint = ((character[0] & 0x0F) << 12) | ((character[1] & 0x3F) << 6) | (character[2] & 0x3F);
        return codePoint < 0x800 ? 0 : codePoint;
    }
}
