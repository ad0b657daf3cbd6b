using System.Globalization;
using System.Text.Json.Nodes;

namespace TokenAwareBalancer.Configuration.Declaring;

/// <summary>A whole number, in an <see cref="int"/> property.</summary>
/// <param name="meaning">What the setting does.</param>
/// <param name="unit">What is counted, in the plural.</param>
internal sealed class IntegerAttribute(string meaning, string unit) : ScalarAttribute(meaning)
{
    public required int AtLeast { get; init; }

    public required int AtMost { get; init; }

    public required int Example { get; init; }

    public override string TypeName => "whole number";

    public override string Unit { get; } = unit;

    public override string Expected(ConfigurationVocabulary vocabulary) =>
        $"a whole number from {AtLeast} to {AtMost}, for instance {Example}";

    public override ParsedValue Parse(string text, ConfigurationVocabulary vocabulary)
    {
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || number != decimal.Truncate(number))
            return ParsedValue.Bad("is not a whole number");
        if (number < AtLeast)
            return ParsedValue.Bad("is too small");
        return number > AtMost ? ParsedValue.Bad("is too large") : ParsedValue.Good((int)number);
    }

    public override JsonObject Schema(ConfigurationVocabulary vocabulary) => new()
    {
        ["type"] = "integer",
        ["minimum"] = AtLeast,
        ["maximum"] = AtMost,
    };

    public override JsonNode Write(object value) => JsonValue.Create((int)value);
}
