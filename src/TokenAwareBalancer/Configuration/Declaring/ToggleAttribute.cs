using System.Text.Json.Nodes;

namespace TokenAwareBalancer.Configuration.Declaring;

/// <summary>On or off, in a <see cref="bool"/> property.</summary>
internal sealed class ToggleAttribute(string meaning) : ScalarAttribute(meaning)
{
    public override string TypeName => "true or false";

    public override string Expected(ConfigurationVocabulary vocabulary) => "true or false";

    public override ParsedValue Parse(string text, ConfigurationVocabulary vocabulary) =>
        bool.TryParse(text, out var isOn) ? ParsedValue.Good(isOn) : ParsedValue.Bad("is not a truth value");

    public override JsonObject Schema(ConfigurationVocabulary vocabulary) => new() { ["type"] = "boolean" };

    public override JsonNode Write(object value) => JsonValue.Create((bool)value);
}
