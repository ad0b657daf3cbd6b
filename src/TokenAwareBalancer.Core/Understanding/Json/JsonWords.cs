using System.Text;
using System.Text.Json;

namespace TokenAwareBalancer.Understanding.Json;

/// <summary>
/// Finds the member of an enumeration that a JSON word stands for, without making a string. Members are named after
/// the words (<c>InputText</c> is <c>input_text</c>), and the member that is 0 stands for every other word.
/// </summary>
internal static class JsonWords<TWord>
    where TWord : struct, Enum
{
    private static readonly Entry[][] ByLength = Group();

    /// <summary>The length of the longest word, in bytes.</summary>
    public static int LongestBytes => ByLength.Length - 1;

    /// <summary>How the word is spelled in JSON.</summary>
    public static string Spell(TWord word) => JsonNamingPolicy.SnakeCaseLower.ConvertName(word.ToString());

    public static TWord Find(ReadOnlySpan<byte> utf8Word)
    {
        if (utf8Word.Length > LongestBytes)
            return default;
        foreach (var entry in ByLength[utf8Word.Length])
        {
            if (utf8Word.SequenceEqual(entry.Utf8))
                return entry.Word;
        }
        return default;
    }

    private static Entry[][] Group()
    {
        var entries = Enum.GetValues<TWord>()
            .Where(word => !word.Equals(default(TWord)))
            .Select(word => new Entry(Encoding.UTF8.GetBytes(Spell(word)), word))
            .ToLookup(entry => entry.Utf8.Length);
        var longestBytes = entries.Max(group => group.Key);
        return [.. Enumerable.Range(0, longestBytes + 1).Select(length => entries[length].ToArray())];
    }

    private readonly record struct Entry(byte[] Utf8, TWord Word);
}
