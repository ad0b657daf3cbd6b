using System.Text.Json;

namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>A value in a tokenizer's file, and the path to it, for messages.</summary>
internal readonly record struct JsonPlace(string File, string Path, JsonElement Value)
{
    private const int LongestShown = 60;
    private const string NotUnicodeName =
        "has a property whose name is not valid Unicode: one half of a surrogate pair stands alone in it";

    /// <summary>An item of an array, or a property that must be there.</summary>
    public JsonPlace this[string property] =>
        Find(property) ?? throw Wrong($"has no \"{property}\"");

    public JsonPlace this[int index] => new(File, $"{Path}[{index}]", Value[index]);

    public bool IsNull => Value.ValueKind == JsonValueKind.Null;

    /// <summary>The value of <c>type</c>, which says what a component is.</summary>
    public string Type => this["type"].AsString();

    public JsonPlace? Find(string property)
    {
        Require(JsonValueKind.Object, "an object");
        try
        {
            return Value.TryGetProperty(property, out var value)
                ? new JsonPlace(File, $"{Path}.{property}", value)
                : null;
        }
        catch (InvalidOperationException e)
        {
            throw Wrong(NotUnicodeName, e);
        }
    }

    public IEnumerable<JsonPlace> Items()
    {
        Require(JsonValueKind.Array, "an array");
        var place = this;
        return Enumerable.Range(0, Value.GetArrayLength()).Select(index => place[index]);
    }

    public string AsString()
    {
        Require(JsonValueKind.String, "a string");
        try
        {
            return Value.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw Wrong("is not valid Unicode: one half of a surrogate pair stands alone in it", e);
        }
    }

    public bool AsBoolean() => Value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong($"must be true or false, found {Kind}"),
    };

    public bool AsBoolean(string property, bool byDefault) => Find(property)?.AsBoolean() ?? byDefault;

    public int AsId() =>
        Value.ValueKind == JsonValueKind.Number && Value.TryGetInt32(out var id) && id is >= 0 and <= FileLimits.HighestId
            ? id
            : throw Wrong($"must be a whole number from 0 to {FileLimits.HighestId}, found {Shorten(Value.GetRawText())}");

    /// <summary>Checks that an object has no properties but these: what we do not know might change the
    /// count.</summary>
    public void AllowOnly(params ReadOnlySpan<string> properties)
    {
        foreach (var property in Value.EnumerateObject())
        {
            var name = NameOf(property);
            if (!properties.Contains(name))
            {
                throw new TokenizerFileException(
                    $"{File}: {Path}.{Shorten(name)} is not known here; known are "
                    + $"{string.Join(", ", properties.ToArray())}.");
            }
        }
    }

    public TokenizerFileException Wrong(string what, Exception? cause = null) => cause is null
        ? new($"{File}: {Path} {what}.")
        : new($"{File}: {Path} {what}.", cause);

    public static string Shorten(string text) => text.Length <= LongestShown ? text : text[..LongestShown] + "…";

    private string Kind => Value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };

    private string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException e)
        {
            throw Wrong(NotUnicodeName, e);
        }
    }

    private void Require(JsonValueKind kind, string what)
    {
        if (Value.ValueKind != kind)
            throw Wrong($"must be {what}, found {Kind}");
    }
}
