using System.Text;
using System.Text.Json;

namespace TokenAwareBalancer.Tokenizing.Reference;

/// <summary>Makes a function of <c>normalizer</c>.</summary>
/// <remarks>
/// .NET without ICU has no normalization forms. Here they are for what the texts of random files are made of: a few
/// letters, one mark that joins some of them, and one letter with a compatible other. The forms of all others, the
/// comparison with the originals proves.
/// </remarks>
internal static class ReferenceNormalizer
{
    private const char Mark = '\u0301';
    private const string Composed = "áÁćéś";
    private const string Bases = "aAces";

    public static Func<string, string> Read(JsonElement normalizer)
    {
        if (normalizer.ValueKind == JsonValueKind.Null)
            return static text => text;
        switch (normalizer.GetProperty("type").GetString())
        {
            case "Sequence":
                var all = normalizer.GetProperty("normalizers").EnumerateArray().Select(Read).ToList();
                return text => all.Aggregate(text, static (current, next) => next(current));
            case "NFC":
                return static text => Compose(Decompose(text));
            case "NFD":
                return Decompose;
            case "NFKC":
                return static text => Compose(Decompose(Simplify(text)));
            case "NFKD":
                return static text => Decompose(Simplify(text));
            case "Lowercase":
                return static text => string.Concat(text.EnumerateRunes().Select(Rune.ToLowerInvariant));
            case "Prepend":
                var prefix = normalizer.GetProperty("prepend").GetString();
                return text => text.Length == 0 ? text : prefix + text;
            case "Strip":
                return text => Strip(text, normalizer);
            case "Replace":
                var replaced = normalizer.GetProperty("pattern").GetProperty("String").GetString()!;
                var content = normalizer.GetProperty("content").GetString();
                return text => text.Replace(replaced, content, StringComparison.Ordinal);
            default:
                throw new FormatException("A normalizer that the reference does not have.");
        }
    }

    private static string Decompose(string text) =>
        Composed.Zip(Bases).Aggregate(text, static (current, letter) =>
            current.Replace(letter.First.ToString(), $"{letter.Second}{Mark}", StringComparison.Ordinal));

    private static string Compose(string text) =>
        Composed.Zip(Bases).Aggregate(text, static (current, letter) =>
            current.Replace($"{letter.Second}{Mark}", letter.First.ToString(), StringComparison.Ordinal));

    private static string Simplify(string text) => text.Replace('ſ', 's');

    private static string Strip(string text, JsonElement normalizer)
    {
        if (normalizer.GetProperty("strip_left").GetBoolean())
            text = text.TrimStart();
        return normalizer.GetProperty("strip_right").GetBoolean() ? text.TrimEnd() : text;
    }
}
