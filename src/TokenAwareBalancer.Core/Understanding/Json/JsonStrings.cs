using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace TokenAwareBalancer.Understanding.Json;

/// <summary>Finds where JSON's strings end, 32 bytes at a time, escapes included.</summary>
internal static class JsonStrings
{
    private const int UnicodeEscapeBytes = 6;

    /// <summary>What ends a run of plain characters: a quote, a backslash, a control character.</summary>
    private static readonly SearchValues<byte> Special =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(control => (byte)control), (byte)'"', (byte)'\\']);

    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    /// <param name="json">Where it stands.</param>
    /// <param name="start">Its first byte after the quote.</param>
    /// <param name="hasEscapes">Whether there is a backslash in it.</param>
    /// <returns>Where its closing quote is; below 0 when it has none, or holds what it may not.</returns>
    public static int FindEnd(ReadOnlySpan<byte> json, int start, out bool hasEscapes)
    {
        hasEscapes = false;
        for (var at = IndexOfSpecial(json, start); at >= 0; at = IndexOfSpecial(json, at))
        {
            if (json[at] == (byte)'"')
                return at;
            var bytes = EscapeBytes(json[at..]);
            if (bytes == 0)
                return -1;
            hasEscapes = true;
            at += bytes;
        }

        return -1;
    }

    private static int IndexOfSpecial(ReadOnlySpan<byte> json, int at)
    {
        for (; at <= json.Length - Vector256<byte>.Count; at += Vector256<byte>.Count)
        {
            var bytes = Vector256.Create(json[at..]);
            var special = (Vector256.Equals(bytes, Vector256.Create((byte)'"'))
                | Vector256.Equals(bytes, Vector256.Create((byte)'\\'))
                | Vector256.LessThan(bytes, Vector256.Create((byte)' '))).ExtractMostSignificantBits();
            if (special != 0)
                return at + BitOperations.TrailingZeroCount(special);
        }

        var index = json[at..].IndexOfAny(Special);
        return index < 0 ? -1 : at + index;
    }

    /// <summary>0 for what is no escape.</summary>
    private static int EscapeBytes(ReadOnlySpan<byte> escape)
    {
        if (escape[0] != (byte)'\\' || escape.Length < 2)
            return 0;
        if (escape[1] != (byte)'u')
            return "\"\\/bfnrt"u8.Contains(escape[1]) ? 2 : 0;
        return escape.Length >= UnicodeEscapeBytes
            && escape[2..UnicodeEscapeBytes].IndexOfAnyExcept(HexDigits) < 0
                ? UnicodeEscapeBytes
                : 0;
    }
}
