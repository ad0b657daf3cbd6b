using System.Text.Json.Nodes;
using TokenAwareBalancer.Configuration.Values;

namespace TokenAwareBalancer.Configuration.Declaring;

/// <summary>A number of bytes with its unit, in a <see cref="long"/> property.</summary>
/// <param name="meaning">What the setting does.</param>
/// <param name="atLeast">The smallest, as the file would say it.</param>
/// <param name="atMost">The largest, as the file would say it.</param>
/// <param name="example">One that is sensible, as the file would say it.</param>
internal sealed class ByteSizeAttribute(string meaning, string atLeast, string atMost, string example)
    : ScalarAttribute(meaning)
{
    public string AtLeast { get; } = atLeast;

    public string AtMost { get; } = atMost;

    public string Example { get; } = example;

    public override string TypeName => "size";

    public override string Unit => "bytes";

    public override string Expected(ConfigurationVocabulary vocabulary) =>
        $"a size from {AtLeast} to {AtMost}, for instance {Example}";

    public override ParsedValue Parse(string text, ConfigurationVocabulary vocabulary)
    {
        if (ByteSizeText.Parse(text) is not { } bytes)
            return ParsedValue.Bad("is not a size");
        if (bytes < ByteSizeText.Parse(AtLeast))
            return ParsedValue.Bad("is too small");
        return bytes > ByteSizeText.Parse(AtMost) ? ParsedValue.Bad("is too large") : ParsedValue.Good(bytes);
    }

    public override JsonObject Schema(ConfigurationVocabulary vocabulary) => new()
    {
        ["oneOf"] = new JsonArray(
            new JsonObject { ["type"] = "string", ["pattern"] = ByteSizeText.Pattern },
            new JsonObject
            {
                ["type"] = "integer",
                ["minimum"] = ByteSizeText.Parse(AtLeast),
                ["maximum"] = ByteSizeText.Parse(AtMost),
            }),
    };

    public override JsonNode Write(object value) => JsonValue.Create(ByteSizeText.Write((long)value));
}
