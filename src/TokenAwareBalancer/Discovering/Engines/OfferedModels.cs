using System.Globalization;
using System.Text;

namespace TokenAwareBalancer.Discovering.Engines;

/// <summary>Under which names an engine's models can be asked for.</summary>
internal static class OfferedModels
{
    /// <summary>As long as a configured name may be.</summary>
    private const int LongestName = 256;

    /// <summary>What Ollama takes a name without a tag for.</summary>
    private const string OllamasDefaultTag = ":latest";

    public static IReadOnlyList<string> Of(EngineKind kind, ModelList list) =>
        [.. list.Models.SelectMany(model => NamesOf(kind, model.Id)).Where(IsUsable).Distinct()];

    /// <summary>Whether the name can be written on one line; a name comes from whoever answers.</summary>
    public static bool IsUsable(string name) =>
        name.Length is > 0 and <= LongestName && name.Trim().Length == name.Length
        && name.EnumerateRunes().All(IsUsable);

    private static IEnumerable<string> NamesOf(EngineKind kind, string id) =>
        kind == EngineKind.Ollama && id.EndsWith(OllamasDefaultTag, StringComparison.Ordinal)
            ? [id, id[..^OllamasDefaultTag.Length]]
            : [id];

    private static bool IsUsable(Rune character) => Rune.GetUnicodeCategory(character)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate)
        && character != Rune.ReplacementChar;
}
