using System.Text.Json.Nodes;
using TokenAwareBalancer.Configuration.Values;

namespace TokenAwareBalancer.Configuration.Declaring;

/// <summary>The base address of an engine, in a <see cref="Uri"/> property.</summary>
internal sealed class UrlAttribute(string meaning) : ScalarAttribute(meaning)
{
    public override string TypeName => "URL";

    public override string Expected(ConfigurationVocabulary vocabulary) =>
        "an http or https URL, for instance http://127.0.0.1:8000/v1";

    public override ParsedValue Parse(string text, ConfigurationVocabulary vocabulary) => BackendUrlText.Parse(text);

    public override JsonObject Schema(ConfigurationVocabulary vocabulary) => new()
    {
        ["type"] = "string",
        ["pattern"] = BackendUrlText.Pattern,
    };

    public override string Redact(string text) => BackendUrlText.Redact(text);
}
