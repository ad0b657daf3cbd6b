using System.Text.Json;

namespace TokenAwareBalancer.Counting;

/// <summary>The top-level fields of a JSON object, by which a request body is told from other JSON.</summary>
internal sealed class TopLevelFields
{
    private readonly Dictionary<string, JsonTokenType> _types = new(StringComparer.Ordinal);

    /// <summary>The value of <c>model</c>, if it is a string.</summary>
    public string? Model { get; private set; }

    /// <summary>The first item of <c>input</c>, if that is an array of any.</summary>
    public JsonTokenType? FirstInput { get; private set; }

    /// <summary>Whether the object has none at all.</summary>
    public bool IsEmpty { get; private set; } = true;

    public bool Has(string name) => _types.ContainsKey(name);

    public bool Has(string name, JsonTokenType type) => _types.TryGetValue(name, out var own) && own == type;

    /// <summary>Reads a body; null if it is no JSON object, or nothing but the beginning of one.</summary>
    /// <param name="body">UTF-8, perhaps with a byte order mark.</param>
    /// <param name="maxDepth">How many objects and arrays may be open at once.</param>
    public static TopLevelFields? Read(ReadOnlySpan<byte> body, int maxDepth)
    {
        var markBytes = body.StartsWith("\uFEFF"u8) ? 3 : 0;
        var json = new Utf8JsonReader(body[markBytes..], new JsonReaderOptions { MaxDepth = maxDepth });
        try
        {
            return json.Read() && json.TokenType == JsonTokenType.StartObject
                ? ReadObject(ref json)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static TopLevelFields ReadObject(ref Utf8JsonReader json)
    {
        var fields = new TopLevelFields();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = TextOf(ref json);
            json.Read();
            fields.IsEmpty = false;
            if (name is not null)
                fields._types[name] = json.TokenType;
            if (name == "model")
                fields.Model = json.TokenType == JsonTokenType.String ? TextOf(ref json) : null;
            if (name == "input" && json.TokenType == JsonTokenType.StartArray)
                fields.FirstInput = FirstItem(json);
            json.Skip();
        }

        // Anything behind the object is a fault that only reading on finds.
        json.Read();
        return fields;
    }

    // Null where half of a surrogate pair is escaped in it: JSON allows that, no field of a request is called so.
    private static string? TextOf(ref Utf8JsonReader json)
    {
        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    // On a copy of the reader: the original stays where the array begins.
    private static JsonTokenType FirstItem(Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType;
    }
}
