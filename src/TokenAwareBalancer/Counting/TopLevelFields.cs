using System.Text.Json;

namespace TokenAwareBalancer.Counting;

/// <summary>The top-level fields of a JSON object, by which a request body is told from other JSON.</summary>
internal sealed class RequestFields
{
    private readonly Dictionary<string, JsonTokenType> _types = new(StringComparer.Ordinal);

    /// <summary>The value of <c>model</c>, if it is a string.</summary>
    public string? Model { get; private set; }

    /// <summary>The first item of <c>input</c>, if that is an array of any.</summary>
    public JsonTokenType? FirstInput { get; private set; }

    /// <summary>Where the object's first field, or its end, is.</summary>
    public int IndexAfterBrace { get; private set; }

    public bool Has(string name) => _types.ContainsKey(name);

    public bool Has(string name, JsonTokenType type) => _types.TryGetValue(name, out var own) && own == type;

    /// <summary>Reads a body; null if it is no JSON object, or nothing but the beginning of one.</summary>
    /// <param name="body">UTF-8, perhaps with a byte order mark.</param>
    /// <param name="maxDepth">How many objects and arrays may be open at once.</param>
    public static RequestFields? Read(ReadOnlySpan<byte> body, int maxDepth)
    {
        var markBytes = body.StartsWith("\uFEFF"u8) ? 3 : 0;
        var json = new Utf8JsonReader(body[markBytes..], new JsonReaderOptions { MaxDepth = maxDepth });
        try
        {
            return json.Read() && json.TokenType == JsonTokenType.StartObject
                ? ReadObject(ref json, markBytes)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static RequestFields ReadObject(ref Utf8JsonReader json, int markBytes)
    {
        var fields = new RequestFields { IndexAfterBrace = markBytes + (int)json.BytesConsumed };
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            json.Read();
            fields._types[name] = json.TokenType;
            if (name == "model")
                fields.Model = json.TokenType == JsonTokenType.String ? json.GetString() : null;
            if (name == "input" && json.TokenType == JsonTokenType.StartArray)
                fields.FirstInput = FirstItem(json);
            json.Skip();
        }

        // Anything behind the object is a fault that only reading on finds.
        json.Read();
        return fields;
    }

    // On a copy of the reader: the original stays where the array begins.
    private static JsonTokenType FirstItem(Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType;
    }
}
