using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TokenAwareBalancer.Configuration.Reading;

namespace TokenAwareBalancer.Configuration;

/// <summary>
/// Checks a file against our JSON schema as an editor would: the keywords that the schema uses, and no others.
/// </summary>
internal sealed class SchemaChecker(JsonObject root)
{
    private static readonly string[] Annotations = ["$schema", "$defs", "title", "description", "default"];

    /// <summary>The keywords that the file violates.</summary>
    public static IReadOnlyList<string> Check(string yaml)
    {
        var root = JsonNode.Parse(Given.RepositoryFile("balancer.schema.json"))!.AsObject();
        return [.. new SchemaChecker(root).Violations(root, ToJson(NodeReader.Read(yaml, "")!))];
    }

    private IEnumerable<string> Violations(JsonObject schema, JsonNode? value) => schema
        .Where(keyword => !Annotations.Contains(keyword.Key) && !Holds(schema, keyword.Key, keyword.Value!, value))
        .Select(keyword => keyword.Key);

    private bool Holds(JsonNode schema, JsonNode? value) => !Violations(schema.AsObject(), value).Any();

    private bool Holds(JsonObject schema, string keyword, JsonNode argument, JsonNode? value) => keyword switch
    {
        "type" => IsOfType((string)argument!, value),
        "enum" => argument.AsArray().Any(item => JsonNode.DeepEquals(item, value)),
        "pattern" => Text(value) is not { } text || Regex.IsMatch(text, (string)argument!, RegexOptions.ECMAScript),
        "minimum" => Number(value) is not { } number || number >= (double)argument,
        "exclusiveMinimum" => Number(value) is not { } number || number > (double)argument,
        "maximum" => Number(value) is not { } number || number <= (double)argument,
        "minItems" => value is not JsonArray items || items.Count >= (int)argument,
        "items" => value is not JsonArray items || items.All(item => Holds(argument, item)),
        "required" => value is not JsonObject keys || argument.AsArray().All(key => keys.ContainsKey((string)key!)),
        "properties" => value is not JsonObject keys
            || keys.All(key => argument[key.Key] is not { } known || Holds(known, key.Value)),
        "additionalProperties" => value is not JsonObject keys || keys.All(key =>
            schema["properties"]?[key.Key] is not null || (argument is JsonObject others && Holds(others, key.Value))),
        "oneOf" => argument.AsArray().Count(form => Holds(form!, value)) == 1,
        "anyOf" => argument.AsArray().Any(form => Holds(form!, value)),
        "$ref" => Holds(root["$defs"]![((string)argument!).Split('/')[^1]]!, value),
        _ => throw new NotSupportedException($"The schema uses {keyword}, which this check does not know."),
    };

    private static bool IsOfType(string type, JsonNode? value) => type switch
    {
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => Text(value) is not null,
        "number" => Number(value) is not null,
        "integer" => Number(value) is { } number && double.IsInteger(number),
        "boolean" => value is JsonValue scalar && scalar.TryGetValue<bool>(out _),
        _ => throw new NotSupportedException($"The schema uses the type {type}, which this check does not know."),
    };

    private static string? Text(JsonNode? value) =>
        value is JsonValue scalar && scalar.TryGetValue<string>(out var text) ? text : null;

    private static double? Number(JsonNode? value) =>
        value is JsonValue scalar && scalar.TryGetValue<double>(out var number) ? number : null;

    // The YAML 1.2 core schema, which editors use: quoted text is always a string.
    private static JsonNode? ToJson(ConfigurationNode node) => node switch
    {
        ListNode list => new JsonArray([.. list.Items.Select(ToJson)]),
        MappingNode mapping => new JsonObject(
            mapping.Entries.Select(entry => KeyValuePair.Create(entry.Key, ToJson(entry.Value)))),
        ScalarNode { IsNull: true } => null,
        ScalarNode { IsQuoted: false, Text: "true" or "false" } flag => JsonValue.Create(flag.Text == "true"),
        ScalarNode { IsQuoted: false } plain when double.TryParse(
            plain.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        ScalarNode scalar => JsonValue.Create(scalar.Text),
        _ => throw new NotSupportedException(node.Kind),
    };
}
