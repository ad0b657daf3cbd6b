using System.Globalization;
using System.Text;

namespace TokenAwareBalancer.Tokenizing.Reference;

/// <summary>The classes of characters that published patterns name.</summary>
/// <remarks>
/// The one thing that the reference shares with what it is to prove: general categories change with the version of
/// Unicode, and the originals' is not .NET's, so letters, marks, numbers and white space come from the tables that
/// were made by asking the original (<c>tools/vocabularies</c>). That those are right, the samples of every code point
/// and the comparison with the originals prove. Punctuation and symbols, which only DeepSeek's pattern tells apart,
/// are .NET's.
/// </remarks>
internal static class UnicodeClasses
{
    private static readonly CharacterClass[] Classes = [.. Enumerable.Range(0, 0x110000).Select(Look)];

    /// <summary>Whether a character has a property, as in <c>\p{Lu}</c>.</summary>
    public static bool Has(int codePoint, string property) => property switch
    {
        "L" => Is(codePoint, CharacterClass.Letter),
        "Lu" or "Lt" => Is(codePoint, CharacterClass.UpperLetter) && (property == "Lt") == IsTitle(codePoint),
        "Ll" => Is(codePoint, CharacterClass.LowerLetter),
        "Lm" or "Lo" => Is(codePoint, CharacterClass.UncasedLetter) && (property == "Lm") == IsModifier(codePoint),
        "M" => Is(codePoint, CharacterClass.Mark),
        "N" => Is(codePoint, CharacterClass.Number),
        "P" => Is(codePoint, CharacterClass.Other)
            && CategoryOf(codePoint) is >= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherPunctuation,
        "S" => Is(codePoint, CharacterClass.Other)
            && CategoryOf(codePoint) is >= UnicodeCategory.MathSymbol and <= UnicodeCategory.OtherSymbol,
        _ => throw new ArgumentOutOfRangeException(nameof(property), property, "A property that no pattern here has."),
    };

    /// <summary><c>\s</c>.</summary>
    public static bool IsWhiteSpace(int codePoint) => Is(codePoint, CharacterClass.WhiteSpace);

    private static bool Is(int codePoint, CharacterClass characterClass) =>
        (Classes[codePoint] & characterClass) != 0;

    private static bool IsTitle(int codePoint) => CategoryOf(codePoint) == UnicodeCategory.TitlecaseLetter;

    private static bool IsModifier(int codePoint) => CategoryOf(codePoint) == UnicodeCategory.ModifierLetter;

    private static UnicodeCategory CategoryOf(int codePoint) => CharUnicodeInfo.GetUnicodeCategory(codePoint);

    private static CharacterClass Look(int codePoint) => Rune.TryCreate(codePoint, out var rune)
        ? CharacterClasses.At(Encoding.UTF8.GetBytes(rune.ToString()), 0, out _)
        : CharacterClass.Other;
}
