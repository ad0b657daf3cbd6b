using System.Text.Json;
using System.Text.Json.Nodes;

namespace TokenAwareBalancer.Discovering;

/// <summary>One entry of a backend's model list: the id, and all that the backend says besides.</summary>
internal sealed record ListedModel(string Id, JsonObject Entry)
{
    /// <summary>Reads an OpenAI model list; whatever is not one is empty.</summary>
    public static IReadOnlyList<ListedModel> ReadList(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty)
            return [];
        try
        {
            return JsonNode.Parse(json) is JsonObject list && list["data"] is JsonArray entries
                ? [.. entries.OfType<JsonObject>().Select(Read).OfType<ListedModel>()]
                : [];
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            // ArgumentException: the same key twice.
            return [];
        }
    }

    /// <summary>The same entry under the name that clients use.</summary>
    public JsonObject Renamed(string name)
    {
        var entry = (JsonObject)Entry.DeepClone();
        entry["id"] = name;
        return entry;
    }

    private static ListedModel? Read(JsonObject entry) =>
        entry["id"] is JsonValue value && value.TryGetValue<string>(out var id) ? new ListedModel(id, entry) : null;
}
