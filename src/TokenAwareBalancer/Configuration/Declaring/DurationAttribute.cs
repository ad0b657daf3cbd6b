using System.Text.Json.Nodes;
using TokenAwareBalancer.Configuration.Values;

namespace TokenAwareBalancer.Configuration.Declaring;

/// <summary>A length of time with its unit, in a <see cref="TimeSpan"/> property.</summary>
/// <param name="meaning">What the setting does.</param>
/// <param name="atLeast">The shortest, as the file would say it.</param>
/// <param name="example">One that is sensible, as the file would say it.</param>
internal sealed class DurationAttribute(string meaning, string atLeast, string example) : ScalarAttribute(meaning)
{
    // A timer of .NET can wait 49 days; who writes more than a day has mistaken the unit.
    private static readonly TimeSpan AtMost = TimeSpan.FromHours(24);

    public string AtLeast { get; } = atLeast;

    public string Example { get; } = example;

    public override string TypeName => "duration";

    public override string Unit => "seconds";

    public override string Expected(ConfigurationVocabulary vocabulary) =>
        $"a duration from {AtLeast} to {DurationText.Write(AtMost)}, for instance {Example}";

    public override ParsedValue Parse(string text, ConfigurationVocabulary vocabulary)
    {
        if (DurationText.Parse(text) is not { } duration)
            return ParsedValue.Bad("is not a duration");
        if (duration < DurationText.Parse(AtLeast))
            return ParsedValue.Bad("is too short");
        return duration > AtMost ? ParsedValue.Bad("is too long") : ParsedValue.Good(duration);
    }

    public override JsonObject Schema(ConfigurationVocabulary vocabulary) => new()
    {
        ["oneOf"] = new JsonArray(
            new JsonObject { ["type"] = "string", ["pattern"] = DurationText.Pattern },
            new JsonObject
            {
                ["type"] = "number",
                ["minimum"] = DurationText.Parse(AtLeast)!.Value.TotalSeconds,
                ["maximum"] = AtMost.TotalSeconds,
            }),
    };

    public override JsonNode Write(object value) => JsonValue.Create(DurationText.Write((TimeSpan)value));
}
