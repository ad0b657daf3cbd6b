using System.Globalization;
using System.Text;

namespace TokenAwareBalancer.Hostile;

/// <summary>Reads how the corpus writes bytes down.</summary>
/// <remarks>
/// The lines of the file are put together without their ends. <c>\r \n \t \0 \\</c> and <c>\xHH</c> are bytes,
/// <c>\repeat(N,TEXT)</c> is TEXT N times (up to the next parenthesis),
/// <c>\chat</c> a body that is served, <c>\chat-size</c> its length in hexadecimal, and <c>\length</c> the number of
/// bytes behind the head.
/// </remarks>
internal static class HostileBytes
{
    public const string Chat =
        """{"model":"words","max_tokens":1,"messages":[{"role":"user","content":"of-the-first"}]}""";

    private const string RepeatMark = "\\repeat(";

    public static byte[] Read(IEnumerable<string> lines)
    {
        var text = string.Concat(lines.Select(UnfoldRepeats))
            .Replace("\\chat-size", Chat.Length.ToString("x", CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("\\chat", Chat, StringComparison.Ordinal);
        var body = text.IndexOf("\\r\\n\\r\\n", StringComparison.Ordinal);
        var length = body < 0 ? 0 : Unescape(text[(body + 8)..]).Length;
        return Unescape(
            text.Replace("\\length", length.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
    }

    private static string UnfoldRepeats(string line)
    {
        int start;
        while ((start = line.LastIndexOf(RepeatMark, StringComparison.Ordinal)) >= 0)
        {
            var numberStart = start + RepeatMark.Length;
            var comma = line.IndexOf(',', numberStart);
            var end = line.IndexOf(')', comma);
            var times = int.Parse(line.AsSpan(numberStart, comma - numberStart), CultureInfo.InvariantCulture);
            var repeated = new StringBuilder().Insert(0, line[(comma + 1)..end], times);
            line = string.Concat(line.AsSpan(0, start), repeated.ToString(), line.AsSpan(end + 1));
        }

        return line;
    }

    private static byte[] Unescape(string text)
    {
        var bytes = new MemoryStream(text.Length);
        for (var i = 0; i < text.Length; i++)
            bytes.WriteByte(text[i] == '\\' ? UnescapeOne(text, ref i) : checked((byte)text[i]));
        return bytes.ToArray();
    }

    private static byte UnescapeOne(string text, ref int i)
    {
        switch (text[++i])
        {
            case 'r': return (byte)'\r';
            case 'n': return (byte)'\n';
            case 't': return (byte)'\t';
            case '0': return 0;
            case '\\': return (byte)'\\';
            case 'x':
                i += 2;
                return byte.Parse(text.AsSpan(i - 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            default: throw new FormatException($"The corpus has no escape \\{text[i]}.");
        }
    }
}
