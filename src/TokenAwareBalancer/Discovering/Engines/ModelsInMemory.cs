using System.Text.Json.Nodes;

namespace TokenAwareBalancer.Discovering.Engines;

/// <summary>Which of its models an engine has in memory, as far as it says.</summary>
internal static class ModelsInMemory
{
    /// <summary>What Ollama calls its running models (ollama, docs/api.md).</summary>
    public const string OllamasPath = "api/ps";

    /// <summary>More would be no engine's.</summary>
    private const int MostModels = 1000;

    /// <summary>What Ollama takes a name without a tag for.</summary>
    private const string DefaultTag = ":latest";

    /// <summary>
    /// Of a list of models in which each has a status, as llama.cpp's as a router does (llama.cpp,
    /// <c>tools/server/README.md</c>). One that is being loaded is as good as there: nobody else should load it too.
    /// </summary>
    /// <returns>Null when it does not say.</returns>
    public static IReadOnlyList<string>? ReadList(EngineAnswer answer)
    {
        var models = ModelList.Read(answer)?.Models ?? [];
        return models.Any(model => StatusOf(model) is not null)
            ? [.. models.Where(IsThere).Select(model => model.Id).Take(MostModels)]
            : null;
    }

    /// <summary>Under each name that a request may have: <c>:latest</c> may be left out.</summary>
    /// <returns>Null when it is no Ollama's.</returns>
    public static IReadOnlyList<string>? ReadOllamas(EngineAnswer answer) =>
        answer.ReadObject()?["models"] is JsonArray models
            ? [.. models.OfType<JsonObject>().Select(NameOf).OfType<string>().Take(MostModels).SelectMany(NamesOf)]
            : null;

    private static string? NameOf(JsonObject model) => TextOf(model["name"]) ?? TextOf(model["model"]);

    private static string[] NamesOf(string name) => name.EndsWith(DefaultTag, StringComparison.Ordinal)
        ? [name, name[..^DefaultTag.Length]]
        : [name];

    private static bool IsThere(ListedModel model) => StatusOf(model) is "loaded" or "loading";

    private static string? StatusOf(ListedModel model) =>
        model.Entry["status"] is JsonObject status ? TextOf(status["value"]) : null;

    private static string? TextOf(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
