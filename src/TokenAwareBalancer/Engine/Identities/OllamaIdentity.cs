using System.Text.Json;

namespace TokenAwareBalancer.Engine.Identities;

/// <summary>Ollama, with all of its models loaded.</summary>
/// <remarks>
/// Source: <c>docs/api.md</c> of Ollama: <c>/api/version</c>, <c>/api/tags</c>, <c>/api/ps</c>. It has neither
/// <c>/health</c> nor <c>/metrics</c>.
/// </remarks>
internal sealed class OllamaIdentity : EngineIdentity
{
    public override string Name => "ollama";

    public override IReadOnlyDictionary<string, EnginePage> CreatePages(EngineFacts facts) =>
        new Dictionary<string, EnginePage>
        {
            ["/"] = EnginePage.Text("Ollama is running"),
            ["/api/version"] = EnginePage.Json(static json => json.WriteString("version", EngineFacts.Version)),
            ["/api/tags"] = EnginePage.Json(json => WriteModels(json, facts, isLoaded: false)),
            ["/api/ps"] = EnginePage.Json(json => WriteModels(json, facts, isLoaded: true)),
        };

    public override EnginePage CreateNotFound(string method, string path) =>
        EnginePage.Text("404 page not found", StatusCodes.Status404NotFound);

    protected override void WriteModel(Utf8JsonWriter json, string model, EngineFacts facts)
    {
        json.WriteNumber("created", facts.StartedUnixSeconds);
        json.WriteString("owned_by", "library");
    }

    private static void WriteModels(Utf8JsonWriter json, EngineFacts facts, bool isLoaded)
    {
        json.WriteStartArray("models");
        foreach (var model in facts.Models)
        {
            json.WriteStartObject();
            json.WriteString("name", model);
            json.WriteString("model", model);
            if (isLoaded)
                json.WriteNumber("context_length", facts.ContextTokens);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
