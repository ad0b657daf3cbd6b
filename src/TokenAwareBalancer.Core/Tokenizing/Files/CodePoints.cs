namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Reads code points from UTF-8.</summary>
internal static class CodePoints
{
    private const int Replacement = 0xFFFD;

    /// <summary>The code point at an index; U+FFFD, of one byte, where none is.</summary>
    public static int At(ReadOnlySpan<byte> text, int index, out int byteLength)
    {
        int first = text[index];
        byteLength = 1;
        if (first < 0x80)
            return first;
        byteLength = Utf8Characters.LengthAt(text, index);
        return byteLength switch
        {
            2 => ((first & 0x1F) << 6) | Rest(text, index + 1),
            3 => ((first & 0x0F) << 12) | (Rest(text, index + 1) << 6) | Rest(text, index + 2),
            4 => ((first & 0x07) << 18) | (Rest(text, index + 1) << 12)
                | (Rest(text, index + 2) << 6) | Rest(text, index + 3),
            _ => Replacement,
        };
    }

    /// <summary>Where the character begins that ends before an index.</summary>
    public static int StartOfPrevious(ReadOnlySpan<byte> text, int index)
    {
        var start = index - 1;
        while (start > 0 && index - start < 4 && Utf8Characters.IsContinuation(text[start]))
            start--;
        return start;
    }

    private static int Rest(ReadOnlySpan<byte> text, int index) => text[index] & 0x3F;
}
