using System.Text.Json;

namespace TokenAwareBalancer.Engine.Requests;

/// <summary>Reads single fields of a request's body; null counts as absent, as in the engines.</summary>
internal static class RequestFields
{
    /// <summary>The largest <c>n</c> answered; vLLM has no limit, but a typing error here would be a bomb.</summary>
    private const int MostChoices = 128;

    public static JsonElement? Find(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object
        && body.TryGetProperty(name, out var value)
        && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    public static JsonElement Require(JsonElement body, string name) =>
        Find(body, name) ?? throw new MalformedRequestException($"{name}: Field required");

    public static string? ReadModel(JsonElement body) => Find(body, "model") switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } model => model.GetString(),
        _ => throw new MalformedRequestException("model: Input should be a valid string"),
    };

    public static bool ReadBoolean(JsonElement body, string name) => Find(body, name) switch
    {
        null => false,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw new MalformedRequestException($"{name}: Input should be a valid boolean"),
    };

    public static int? ReadPositive(JsonElement body, string name) => ReadInteger(body, name, least: 1);

    public static int? ReadInteger(JsonElement body, string name, int least) => Find(body, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var number) && number >= least => number,
        _ => throw new MalformedRequestException($"{name}: Input should be a whole number of {least} or more"),
    };

    public static string RequireString(JsonElement body, string name) =>
        Require(body, name) is { ValueKind: JsonValueKind.String } text
            ? text.GetString()!
            : throw new MalformedRequestException($"{name}: Input should be a valid string");

    public static int ReadChoices(JsonElement body)
    {
        var choices = ReadPositive(body, "n") ?? 1;
        return choices <= MostChoices
            ? choices
            : throw new MalformedRequestException($"n: Input should be {MostChoices} at most");
    }

    public static bool ReadIncludeUsage(JsonElement body) =>
        Find(body, "stream_options") is { } options && ReadBoolean(options, "include_usage");
}
