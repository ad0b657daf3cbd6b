using System.Buffers;
using System.Text;
using System.Text.Json;

namespace TokenAwareBalancer.Engine.Requests;

/// <summary>Makes up the smallest value that a plain JSON schema allows, for the arguments of a tool call.</summary>
/// <remarks>
/// Constants, enumerations, the first of alternatives, types, least numbers, required properties. References, patterns
/// and lengths are not looked at: what they ask for may be missed.
/// </remarks>
internal static class SchemaExample
{
    /// <returns>A JSON object, in ASCII.</returns>
    public static string CreateObject(JsonElement? schema)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
            WriteObject(json, schema);
        return Encoding.ASCII.GetString(output.WrittenSpan);
    }

    private static void WriteObject(Utf8JsonWriter json, JsonElement? schema)
    {
        json.WriteStartObject();
        foreach (var name in FindList(schema, "required"))
        {
            if (name.ValueKind != JsonValueKind.String)
                continue;
            json.WritePropertyName(name.GetString()!);
            Write(json, Find(Find(schema, "properties"), name.GetString()!));
        }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, JsonElement? schema)
    {
        if (Find(schema, "const") is { } constant)
            constant.WriteTo(json);
        else if (FindList(schema, "enum") is [var value, ..])
            value.WriteTo(json);
        else if (FindList(schema, "anyOf") is [var any, ..])
            Write(json, any);
        else if (FindList(schema, "oneOf") is [var one, ..])
            Write(json, one);
        else
            WriteType(json, schema);
    }

    private static void WriteType(Utf8JsonWriter json, JsonElement? schema)
    {
        switch (GetTypeName(schema))
        {
            case "object": WriteObject(json, schema); break;
            case "array": WriteArray(json, schema); break;
            case "integer" or "number": WriteNumber(json, schema); break;
            case "boolean": json.WriteBooleanValue(true); break;
            case "null": json.WriteNullValue(); break;
            default: json.WriteStringValue("text"); break;
        }
    }

    private static void WriteArray(Utf8JsonWriter json, JsonElement? schema)
    {
        json.WriteStartArray();
        if (Find(schema, "minItems") is { ValueKind: JsonValueKind.Number })
            Write(json, Find(schema, "items"));
        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, JsonElement? schema)
    {
        if (Find(schema, "minimum") is { ValueKind: JsonValueKind.Number } least)
            least.WriteTo(json);
        else
            json.WriteNumberValue(1);
    }

    private static string? GetTypeName(JsonElement? schema) => Find(schema, "type") switch
    {
        { ValueKind: JsonValueKind.String } type => type.GetString(),
        { ValueKind: JsonValueKind.Array } types => types.EnumerateArray()
            .FirstOrDefault(static type => type.ValueKind == JsonValueKind.String).ToString(),
        _ => null,
    };

    private static JsonElement? Find(JsonElement? schema, string name) =>
        schema is { } found ? RequestFields.Find(found, name) : null;

    private static JsonElement[] FindList(JsonElement? schema, string name) =>
        Find(schema, name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];
}
