using System.Globalization;
using System.Text;

namespace TokenAwareBalancer.Oracles;

/// <summary>Every character, in several surroundings, 256 of them to a text.</summary>
internal static class EveryCharacter
{
    private const int BlockLength = 256;
    private const int PlaneLength = 0x10000;

    /// <summary>Without the blocks that hold nothing but ideographs, or nothing: of those, the first of each plane.</summary>
    public static IEnumerable<byte[]> Texts() =>
        from first in Enumerable.Range(0, 0x110000 / BlockLength).Select(static block => block * BlockLength)
        where first % PlaneLength == 0 || !IsUniform(first)
        select Encoding.UTF8.GetBytes(TextOf(first));

    private static bool IsUniform(int first)
    {
        var categories = Enumerable.Range(first, BlockLength).Select(CharUnicodeInfo.GetUnicodeCategory).Distinct().ToList();
        return categories is [UnicodeCategory.OtherLetter or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate];
    }

    private static string TextOf(int first)
    {
        var text = new StringBuilder();
        for (var codePoint = first; codePoint < first + BlockLength; codePoint++)
        {
            if (Rune.TryCreate(codePoint, out var c))
                text.Append(CultureInfo.InvariantCulture, $"x{c}Y{c}{c}1 {c}'s{c}\n");
        }

        return text.ToString();
    }
}
