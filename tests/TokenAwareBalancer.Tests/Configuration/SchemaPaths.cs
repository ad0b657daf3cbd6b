using System.Text.Json.Nodes;

namespace TokenAwareBalancer.Configuration;

/// <summary>Lists the settings that a schema knows, the way the documentation names them.</summary>
internal static class SchemaPaths
{
    public static IEnumerable<string> Of(JsonObject schema) => Below(schema, "").Distinct();

    private static IEnumerable<string> Below(JsonNode? schema, string path)
    {
        if (schema is not JsonObject known)
            return [];
        var properties = known["properties"]?.AsObject().SelectMany(property => Property(property, path)) ?? [];
        var forms = Forms(known["oneOf"]?.AsArray(), path);
        return [
            .. properties, .. forms,
            .. Below(known["items"], path + "[]"), .. Below(known["additionalProperties"], path + ".<name>"),
        ];
    }

    // A list that may be written as its one item: the item's settings are the list's.
    private static IEnumerable<string> Forms(JsonArray? forms, string path)
    {
        var hasList = forms?.Any(form => (string?)form!["type"] == "array") ?? false;
        return forms?.SelectMany(form =>
            Below(form, hasList && (string?)form!["type"] != "array" ? path + "[]" : path)) ?? [];
    }

    private static IEnumerable<string> Property(KeyValuePair<string, JsonNode?> property, string path)
    {
        var below = path.Length == 0 ? property.Key : $"{path}.{property.Key}";
        return [below, .. Below(property.Value, below)];
    }
}
