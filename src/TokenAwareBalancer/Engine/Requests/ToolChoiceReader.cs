using System.Text.Json;
using TokenAwareBalancer.Engine.Answering;

namespace TokenAwareBalancer.Engine.Requests;

/// <summary>Finds the tool call that a request demands, if it does, in the shapes of the three APIs.</summary>
/// <remarks>
/// Chat has <c>tools[].function.{name, parameters}</c> and <c>tool_choice: "required"</c> or
/// <c>{"type": "function", "function": {"name"}}</c>; responses have the function's fields one level higher; messages
/// have <c>input_schema</c> and <c>tool_choice: {"type": "any"}</c> or <c>{"type": "tool", "name"}</c>. What leaves the
/// model a choice is answered with text.
/// </remarks>
internal static class ToolChoiceReader
{
    /// <returns>Null when the model may answer with text.</returns>
    public static ToolCall? Read(JsonElement body)
    {
        if (RequestFields.Find(body, "tool_choice") is not { } choice || !IsDemand(choice))
            return null;
        var function = FindFunctions(body).FirstOrDefault(
            FindName(choice) is { } name ? one => GetName(one) == name : static _ => true);
        return function.ValueKind == JsonValueKind.Object
            ? new ToolCall(GetName(function)!, SchemaExample.CreateObject(FindSchema(function)))
            : throw new MalformedRequestException("tool_choice: Input should be met by a function among tools");
    }

    private static bool IsDemand(JsonElement choice) => choice.ValueKind switch
    {
        JsonValueKind.String => choice.GetString() switch
        {
            "required" => true,
            "auto" or "none" => false,
            _ => throw new MalformedRequestException(
                "tool_choice: Input should be 'none', 'auto', 'required' or an object"),
        },
        JsonValueKind.Object => RequestFields.Find(choice, "type")?.ToString() is "any" or "tool" or "function",
        _ => throw new MalformedRequestException("tool_choice: Input should be a string or an object"),
    };

    private static string? FindName(JsonElement choice) =>
        GetName(RequestFields.Find(choice, "function") ?? choice);

    private static IEnumerable<JsonElement> FindFunctions(JsonElement body) =>
        RequestFields.Find(body, "tools") is { ValueKind: JsonValueKind.Array } tools
            ? tools.EnumerateArray()
                .Select(static tool => RequestFields.Find(tool, "function") ?? tool)
                .Where(static function => GetName(function) is not null)
            : [];

    private static string? GetName(JsonElement function) =>
        RequestFields.Find(function, "name") is { ValueKind: JsonValueKind.String } name ? name.GetString() : null;

    private static JsonElement? FindSchema(JsonElement function) =>
        RequestFields.Find(function, "parameters") ?? RequestFields.Find(function, "input_schema");
}
