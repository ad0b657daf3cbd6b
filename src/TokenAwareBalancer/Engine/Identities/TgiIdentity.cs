using System.Text.Json;

namespace TokenAwareBalancer.Engine.Identities;

/// <summary>Hugging Face's Text Generation Inference.</summary>
/// <remarks>
/// Source: TGI's API documentation (<c>docs/openapi.json</c>, schema <c>Info</c>) and "Metrics". It lists one model,
/// whose owner is itself.
/// </remarks>
internal sealed class TgiIdentity : EngineIdentity
{
    public override string Name => "tgi";

    public override EngineMetricNames MetricNames { get; } = new()
    {
        Running = "tgi_batch_current_size",
        Waiting = "tgi_queue_size",
        Requests = "tgi_request_success",
    };

    public override IReadOnlyDictionary<string, EnginePage> CreatePages(EngineFacts facts) =>
        new Dictionary<string, EnginePage>
        {
            ["/health"] = EnginePage.Empty,
            ["/info"] = EnginePage.Json(json => WriteInformation(json, facts)),
        };

    public override EnginePage CreateNotFound(string method, string path) =>
        new(StatusCodes.Status404NotFound, null, "");

    protected override void WriteModel(Utf8JsonWriter json, string model, EngineFacts facts)
    {
        json.WriteNumber("created", 0);
        json.WriteString("owned_by", model);
    }

    private static void WriteInformation(Utf8JsonWriter json, EngineFacts facts)
    {
        json.WriteString("model_id", facts.Models[0]);
        json.WriteString("model_pipeline_tag", "text-generation");
        json.WriteNumber("max_concurrent_requests", facts.MaxConcurrency);
        json.WriteNumber("max_input_tokens", facts.ContextTokens - 1);
        json.WriteNumber("max_total_tokens", facts.ContextTokens);
        json.WriteString("router", "text-generation-router");
        json.WriteString("version", EngineFacts.Version);
    }
}
