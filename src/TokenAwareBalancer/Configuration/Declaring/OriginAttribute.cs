using System.Text.Json.Nodes;
using TokenAwareBalancer.Configuration.Values;

namespace TokenAwareBalancer.Configuration.Declaring;

/// <summary>An origin of web pages, or an asterisk for every one, in a property of <see cref="string"/>s.</summary>
internal sealed class OriginAttribute(string meaning) : ScalarAttribute(meaning)
{
    public override string TypeName => "origin";

    public override string Expected(ConfigurationVocabulary vocabulary) =>
        "scheme://host or scheme://host:port, for instance https://app.example, or * for every origin";

    public override ParsedValue Parse(string text, ConfigurationVocabulary vocabulary) => OriginText.Parse(text);

    public override JsonObject Schema(ConfigurationVocabulary vocabulary) => new()
    {
        ["type"] = "string",
        ["pattern"] = OriginText.Pattern,
    };
}
