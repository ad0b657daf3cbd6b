using System.Text.Json.Nodes;

namespace TokenAwareBalancer.Configuration.Declaring;

/// <summary>An address to listen on, in a property of <see cref="ListenAddress"/>es.</summary>
internal sealed class ListenOnAttribute(string meaning) : ScalarAttribute(meaning)
{
    public override string TypeName => "address";

    public override string Expected(ConfigurationVocabulary vocabulary) =>
        "an address and a port, for instance 127.0.0.1:8700, [::1]:8700, localhost:8700, or *:8700 for every interface";

    public override ParsedValue Parse(string text, ConfigurationVocabulary vocabulary) =>
        ListenAddress.Parse(text, out var problem) is { } address
            ? ParsedValue.Good(address)
            : ParsedValue.Bad(problem!);

    public override JsonObject Schema(ConfigurationVocabulary vocabulary) => new()
    {
        ["type"] = "string",
        ["pattern"] = "^([0-9.]+|\\[[0-9A-Fa-f:.]+\\]|localhost|\\*)?:[0-9]{1,5}$",
    };

    public override JsonNode Write(object value) => JsonValue.Create(((ListenAddress)value).Text);
}
