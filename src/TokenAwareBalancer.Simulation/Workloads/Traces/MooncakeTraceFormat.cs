using System.Text.Json;

namespace TokenAwareBalancer.Workloads.Traces;

/// <summary>The JSON lines of Mooncake's traces, which tell what part of each prompt is shared.</summary>
internal sealed class MooncakeTraceFormat : TraceFormat
{
    public const string Example = """{"timestamp": 0, "input_length": 700, "output_length": 20, "hash_ids": [0, 1]}""";

    public const string FormatName = "Mooncake";

    public override string Name => FormatName;

    public override TraceRequest Parse(string line) => LineJson.Read(line, Example, Parse);

    private static TraceRequest Parse(JsonElement request)
    {
        if (request.ValueKind != JsonValueKind.Object)
            throw new FormatException($"expected an object such as {Example}");
        var promptTokens = Tokens(request, "input_length");
        return new TraceRequest(Milliseconds(request) / 1000, promptTokens, Tokens(request, "output_length"))
        {
            BlockIds = BlockIds(request, promptTokens),
        };
    }

    private static double Milliseconds(JsonElement request) =>
        Find(request, "timestamp") is { ValueKind: JsonValueKind.Number } value
        && value.TryGetDouble(out var milliseconds) && double.IsFinite(milliseconds)
            ? milliseconds
            : throw Wrong(request, "timestamp", "milliseconds, a number");

    private static int Tokens(JsonElement request, string name) =>
        Find(request, name) is { ValueKind: JsonValueKind.Number } value
        && value.TryGetInt32(out var tokens) && tokens is >= 0 and <= TraceRequest.MostTokens
            ? tokens
            : throw Wrong(request, name, $"a whole number from 0 to {TraceRequest.MostTokens}");

    private static ReadOnlyMemory<long> BlockIds(JsonElement request, int promptTokens)
    {
        if (Find(request, "hash_ids") is not { } list)
            return default;
        var ids = list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Select(BlockId).ToArray() : [-1];
        if (Array.Exists(ids, id => id < 0))
            throw Wrong(request, "hash_ids", "a list of whole numbers of 0 or more");
        var blocks = TraceRequest.BlocksOf(promptTokens);
        return ids.Length <= blocks
            ? ids
            : throw new FormatException($"hash_ids has {ids.Length} ids; expected {blocks} at most, one for each "
                + $"{TraceRequest.BlockTokens} tokens of input_length {promptTokens}");
    }

    private static long BlockId(JsonElement id) =>
        id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out var number) ? number : -1;

    private static JsonElement? Find(JsonElement request, string name) =>
        request.TryGetProperty(name, out var value) ? value : null;

    private static FormatException Wrong(JsonElement request, string name, string expected) =>
        Wrong(name, Find(request, name) is { } value ? Shorten(value.GetRawText()) : "missing", expected);

    private static string Shorten(string text) => text.Length <= 40 ? text : $"{text.AsSpan(0, 40)}…";
}
