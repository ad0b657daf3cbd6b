using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using TokenAwareBalancer.Configuration.Binding;
using TokenAwareBalancer.Configuration.Reading;

namespace TokenAwareBalancer.Configuration.Describing;

/// <summary>Writes the JSON schema that editors check the file with: the canonical spelling of every key.</summary>
internal sealed class JsonSchemaWriter(ConfigurationVocabulary vocabulary)
{
    // Readable pattern and punctuation; the schema is never put into a page.
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The schema's text, with a line end at its end.</summary>
    public static string Write(ConfigurationVocabulary vocabulary) =>
        new JsonSchemaWriter(vocabulary).Schema().ToJsonString(Format) + "\n";

    public JsonObject Schema()
    {
        var root = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Token-Aware Balancer configuration",
            ["$defs"] = new JsonObject { ["environment"] = Environment() },
        };
        foreach (var (name, value) in Describe(ShapeFactory.Root))
            root[name] = value?.DeepClone();
        return root;
    }

    private static JsonObject Environment() => new()
    {
        ["description"] = "Refers to an environment variable: ${NAME} or ${NAME:-default}.",
        ["type"] = "string",
        ["pattern"] = EnvironmentText.Pattern,
    };

    private JsonObject Describe(SettingShape shape) => shape switch
    {
        ScalarShape scalar => Describe(scalar),
        ListShape list => Describe(list),
        TableShape table => new() { ["type"] = "object", ["additionalProperties"] = Describe(table.Element) },
        GroupShape group => Describe(group),
        _ => throw new ArgumentOutOfRangeException(nameof(shape), shape, null),
    };

    // anyOf, not oneOf: a text with a reference in it may fit its own pattern too.
    private JsonObject Describe(ScalarShape scalar) => new()
    {
        ["anyOf"] = new JsonArray(
            scalar.Attribute.Schema(vocabulary),
            new JsonObject { ["$ref"] = "#/$defs/environment" }),
    };

    private JsonObject Describe(ListShape list)
    {
        var array = new JsonObject { ["type"] = "array", ["items"] = Describe(list.Element) };
        if (list.Size.HasFlag(ListSize.AtLeastOne))
            array["minItems"] = 1;
        return list.Size.HasFlag(ListSize.OneOrMany) ? OneOf(array, Describe(list.Element)) : array;
    }

    private JsonObject Describe(GroupShape group)
    {
        var defaults = group.CreateDefault();
        var mapping = new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = new JsonObject(group.Settings.Select(setting =>
                KeyValuePair.Create(setting.Name, (JsonNode?)Describe(setting, defaults)))),
        };
        var required = group.Settings
            .Where(setting => setting is { IsRequired: true, RequiredUnless: null })
            .Select(setting => setting.Name)
            .ToArray();
        if (required.Length > 0)
            mapping["required"] = Names(required);
        if (group.Settings.FirstOrDefault(setting => setting.RequiredUnless is not null) is { } setting)
            mapping["anyOf"] = new JsonArray(
                new JsonObject { ["required"] = Names(setting.Name) },
                new JsonObject { ["required"] = Names(setting.RequiredUnless!) });
        return group.Shorthand is null ? mapping : OneOf(mapping, Describe(group.Shorthand.Shape));
    }

    private JsonObject Describe(Setting setting, object defaults)
    {
        var schema = new JsonObject { ["description"] = setting.Attribute.Meaning };
        foreach (var (name, value) in Describe(setting.Shape))
            schema[name] = value?.DeepClone();
        if (SettingDefault.Of(setting, defaults) is { } standard)
            schema["default"] = standard;
        return schema;
    }

    private static JsonArray Names(params IEnumerable<string> names) =>
        [.. names.Select(name => JsonValue.Create(name))];

    private static JsonObject OneOf(params JsonNode[] forms) => new() { ["oneOf"] = new JsonArray(forms) };
}
