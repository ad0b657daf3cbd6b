using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace TokenAwareBalancer.Configuration.Declaring;

/// <summary>Free text in which one pattern holds, in a <see cref="string"/> property.</summary>
/// <param name="meaning">What the setting does.</param>
/// <param name="pattern">A regular expression, anchored at both ends, that .NET and ECMAScript read alike.</param>
/// <param name="expected">The pattern in words.</param>
internal sealed class TextAttribute(string meaning, string pattern, string expected) : ScalarAttribute(meaning)
{
    public string Pattern { get; } = pattern;

    public override string TypeName => "text";

    public override string Expected(ConfigurationVocabulary vocabulary) => expected;

    // `\z`, because `$` would let a line end through.
    public override ParsedValue Parse(string text, ConfigurationVocabulary vocabulary) =>
        Regex.IsMatch(text, Pattern[..^1] + @"\z", RegexOptions.CultureInvariant)
            ? ParsedValue.Good(text)
            : ParsedValue.Bad("is not allowed here");

    public override JsonObject Schema(ConfigurationVocabulary vocabulary) => new()
    {
        ["type"] = "string",
        ["pattern"] = Pattern,
    };
}
