using System.Buffers.Text;
using System.Text;

namespace TokenAwareBalancer.Understanding.Json;

/// <summary>
/// Undoes JSON's escapes in a string that the JSON reader has accepted. Unlike the framework's own, it takes half of a
/// surrogate pair (<c>\ud800</c>) for U+FFFD: engines accept such text, so a balancer may not fail on it.
/// </summary>
internal static class JsonUnescaper
{
    private const int UnicodeEscapeBytes = 6;

    /// <summary>Writes the unescaped text; it is never longer than <paramref name="escaped"/>.</summary>
    /// <returns>The bytes written.</returns>
    public static int Unescape(ReadOnlySpan<byte> escaped, Span<byte> destination)
    {
        var writtenBytes = 0;
        for (var plainBytes = escaped.IndexOf((byte)'\\'); plainBytes >= 0; plainBytes = escaped.IndexOf((byte)'\\'))
        {
            escaped[..plainBytes].CopyTo(destination[writtenBytes..]);
            writtenBytes += plainBytes;
            escaped = escaped[(plainBytes + ReadEscape(escaped[plainBytes..], out var rune))..];
            writtenBytes += rune.EncodeToUtf8(destination[writtenBytes..]);
        }
        escaped.CopyTo(destination[writtenBytes..]);
        return writtenBytes + escaped.Length;
    }

    /// <summary>How many bytes <see cref="Unescape"/> would write.</summary>
    public static int Measure(ReadOnlySpan<byte> escaped)
    {
        var unescapedBytes = escaped.Length;
        for (var at = escaped.IndexOf((byte)'\\'); at >= 0; at = escaped.IndexOf((byte)'\\'))
        {
            var escapeBytes = ReadEscape(escaped[at..], out var rune);
            unescapedBytes += rune.Utf8SequenceLength - escapeBytes;
            escaped = escaped[(at + escapeBytes)..];
        }
        return unescapedBytes;
    }

    private static int ReadEscape(ReadOnlySpan<byte> text, out Rune rune)
    {
        if (text[1] == (byte)'u')
            return ReadUnicodeEscape(text, out rune);
        rune = new Rune((char)(text[1] switch
        {
            (byte)'b' => (byte)'\b',
            (byte)'f' => (byte)'\f',
            (byte)'n' => (byte)'\n',
            (byte)'r' => (byte)'\r',
            (byte)'t' => (byte)'\t',
            var itself => itself,
        }));
        return 2;
    }

    private static int ReadUnicodeEscape(ReadOnlySpan<byte> text, out Rune rune)
    {
        var first = ReadHex(text);
        if (Rune.TryCreate(first, out rune))
            return UnicodeEscapeBytes;
        var rest = text[UnicodeEscapeBytes..];
        if (rest.StartsWith("\\u"u8) && Rune.TryCreate(first, ReadHex(rest), out rune))
            return 2 * UnicodeEscapeBytes;
        rune = Rune.ReplacementChar;
        return UnicodeEscapeBytes;
    }

    private static char ReadHex(ReadOnlySpan<byte> unicodeEscape)
    {
        // It cannot fail: the reader has accepted the four digits.
        _ = Utf8Parser.TryParse(unicodeEscape[2..UnicodeEscapeBytes], out ushort codeUnit, out _, 'x');
        return (char)codeUnit;
    }
}
