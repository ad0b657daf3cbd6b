using System.Text.Json;

namespace TokenAwareBalancer.Engine.Identities;

/// <summary>LM Studio.</summary>
/// <remarks>
/// Source: LM Studio's documentation, "REST API v0". A path that it does not know, <c>/health</c> and <c>/metrics</c>
/// among them, is answered with status 200 and an error in the body, which its own log tells.
/// </remarks>
internal sealed class LmStudioIdentity : EngineIdentity
{
    public override string Name => "lm-studio";

    public override IReadOnlyDictionary<string, EnginePage> CreatePages(EngineFacts facts) =>
        new Dictionary<string, EnginePage>
        {
            ["/api/v0/models"] = EnginePage.Json(json => WriteModels(json, facts)),
        };

    public override EnginePage CreateNotFound(string method, string path) => EnginePage.Json(
        json => json.WriteString("error", $"Unexpected endpoint or method. ({method} {path})"));

    public override EnginePage CreateMethodNotAllowed(string method, string path) => CreateNotFound(method, path);

    protected override void WriteModel(Utf8JsonWriter json, string model, EngineFacts facts) =>
        json.WriteString("owned_by", "organization_owner");

    private static void WriteModels(Utf8JsonWriter json, EngineFacts facts)
    {
        json.WriteString("object", "list");
        json.WriteStartArray("data");
        foreach (var model in facts.Models)
        {
            json.WriteStartObject();
            json.WriteString("id", model);
            json.WriteString("object", "model");
            json.WriteString("type", "llm");
            json.WriteString("state", "loaded");
            json.WriteNumber("max_context_length", facts.ContextTokens);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
