using System.Text.Json.Nodes;

namespace TokenAwareBalancer.Discovering.Engines;

/// <summary>An answer to <c>GET /v1/models</c> that is a list of models from end to end.</summary>
/// <remarks>
/// Web applications answer every path with a page, and other services have models of their own. Only what OpenAI's
/// reference says is taken for an engine's: <c>object: list</c>, and entries that each have an <c>id</c>.
/// </remarks>
internal sealed record ModelList(IReadOnlyList<ListedModel> Models)
{
    public const string Path = "v1/models";

    /// <returns>Null when it is not such a list.</returns>
    public static ModelList? Read(EngineAnswer answer)
    {
        if (answer.ReadObject() is not { } list || TextOf(list["object"]) != "list")
            return null;
        var entries = list["data"] switch
        {
            JsonArray array => array,
            // Of an Ollama without models.
            null => [],
            _ => null,
        };
        if (entries is null)
            return null;
        var models = ListedModel.ReadList(answer.Body);
        return models.Count == entries.Count ? new ModelList(models) : null;
    }

    /// <summary>The engine that all models name as their owner, where owners are engines; else null.</summary>
    public EngineKind? Owner => Models.Select(model => TextOf(model.Entry["owned_by"])).Distinct().ToArray() switch
    {
        ["vllm"] => EngineKind.Vllm,
        ["sglang"] => EngineKind.Sglang,
        ["llamacpp"] => EngineKind.LlamaCpp,
        _ => null,
    };

    private static string? TextOf(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
