using System.Text.Json;
using System.Text.Json.Nodes;
using TokenAwareBalancer.Configuration.Binding;

namespace TokenAwareBalancer.Configuration.Declaring;

/// <summary>One of the names of an enum, in a property of that enum.</summary>
internal sealed class ChoiceAttribute<T>(string meaning) : ScalarAttribute(meaning)
    where T : struct, Enum
{
    private static readonly string[] Names = [.. Enum.GetNames<T>().Select(JsonNamingPolicy.CamelCase.ConvertName)];

    public override string TypeName => "name";

    public override string Expected(ConfigurationVocabulary vocabulary) => NearestName.OneOf(Names);

    // By name only: Enum.TryParse would also take "3".
    public override ParsedValue Parse(string text, ConfigurationVocabulary vocabulary) =>
        Array.Exists(Names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase))
            ? ParsedValue.Good(Enum.Parse<T>(text, ignoreCase: true))
            : ParsedValue.Bad("is not known" + NearestName.Hint(text, Names));

    public override JsonObject Schema(ConfigurationVocabulary vocabulary) =>
        new() { ["enum"] = new JsonArray([.. Names.Select(name => JsonValue.Create(name))]) };

    public override JsonNode Write(object value) =>
        JsonValue.Create(JsonNamingPolicy.CamelCase.ConvertName(value.ToString()!));
}
