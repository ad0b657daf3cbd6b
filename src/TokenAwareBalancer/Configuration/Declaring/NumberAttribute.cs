using System.Globalization;
using System.Text.Json.Nodes;

namespace TokenAwareBalancer.Configuration.Declaring;

/// <summary>A number that may have a fraction, in a <see cref="double"/> property.</summary>
internal sealed class NumberAttribute(string meaning) : ScalarAttribute(meaning)
{
    public required double GreaterThan { get; init; }

    public required double AtMost { get; init; }

    public required double Example { get; init; }

    public override string TypeName => "number";

    public override string Expected(ConfigurationVocabulary vocabulary) => string.Create(
        CultureInfo.InvariantCulture,
        $"a number greater than {GreaterThan} and at most {AtMost}, for instance {Example}");

    public override ParsedValue Parse(string text, ConfigurationVocabulary vocabulary)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || !double.IsFinite(number))
            return ParsedValue.Bad("is not a number");
        if (number <= GreaterThan)
            return ParsedValue.Bad("is too small");
        return number > AtMost ? ParsedValue.Bad("is too large") : ParsedValue.Good(number);
    }

    public override JsonObject Schema(ConfigurationVocabulary vocabulary) => new()
    {
        ["type"] = "number",
        ["exclusiveMinimum"] = GreaterThan,
        ["maximum"] = AtMost,
    };

    public override JsonNode Write(object value) => JsonValue.Create((double)value);
}
