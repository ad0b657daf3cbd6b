using System.Text.Json.Nodes;

namespace TokenAwareBalancer.Configuration;

/// <summary>Lists the settings that a schema knows, the way the documentation names them.</summary>
internal static class SchemaPaths
{
    public static IEnumerable<string> Of(JsonObject schema) => Below(schema, "");

    private static IEnumerable<string> Below(JsonNode? schema, string path)
    {
        if (schema is not JsonObject known)
            return [];
        var properties = known["properties"]?.AsObject().SelectMany(property => Property(property, path)) ?? [];
        var forms = known["oneOf"]?.AsArray().SelectMany(form => Below(form, path)) ?? [];
        return [
            .. properties, .. forms,
            .. Below(known["items"], path + "[]"), .. Below(known["additionalProperties"], path + ".<name>"),
        ];
    }

    private static IEnumerable<string> Property(KeyValuePair<string, JsonNode?> property, string path)
    {
        var below = path.Length == 0 ? property.Key : $"{path}.{property.Key}";
        return [below, .. Below(property.Value, below)];
    }
}
