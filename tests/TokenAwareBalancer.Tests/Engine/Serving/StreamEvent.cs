using System.Text.Json;

namespace TokenAwareBalancer.Engine.Serving;

/// <summary>One server-sent event.</summary>
/// <param name="Name">Null when it has none.</param>
/// <param name="Data">Its one line of data.</param>
internal sealed record StreamEvent(string? Name, string Data)
{
    public JsonElement Json => JsonDocument.Parse(Data).RootElement;

    /// <summary>The single choice of an OpenAI chunk.</summary>
    public JsonElement Choice => Json.GetProperty("choices").EnumerateArray().Single();

    public static IReadOnlyList<StreamEvent> ReadAll(string text)
    {
        Assert.EndsWith("\n\n", text, StringComparison.Ordinal);
        return [.. text[..^2].Split("\n\n").Select(Read)];
    }

    private static StreamEvent Read(string text) => text.Split('\n') switch
    {
        [var data] => new StreamEvent(null, data["data: ".Length..]),
        [var name, var data] => new StreamEvent(name["event: ".Length..], data["data: ".Length..]),
        _ => throw new FormatException($"Not an event: {text}"),
    };
}
