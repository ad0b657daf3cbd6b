using System.Text.Json.Nodes;

namespace TokenAwareBalancer.Discovering.Engines;

/// <summary>How many requests a llama.cpp runs at once: <c>total_slots</c> of its <c>/props</c>.</summary>
/// <remarks>
/// Each slot holds one request; what comes beyond them it defers, in a line of its own
/// (llama.cpp, <c>tools/server/README.md</c>).
/// </remarks>
internal static class LlamaSlots
{
    public const string Path = "props";

    /// <summary>As far as a limit may be configured.</summary>
    private const int MostSlots = 100_000;

    /// <returns>Null when it does not say.</returns>
    public static int? Read(EngineAnswer answer) =>
        answer.ReadObject()?["total_slots"] is JsonValue value
        && value.TryGetValue<int>(out var slots) && slots is > 0 and <= MostSlots
            ? slots
            : null;
}
