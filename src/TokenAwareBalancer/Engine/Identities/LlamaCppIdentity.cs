using System.Text.Json;
using TokenAwareBalancer.Engine.Answering;
using TokenAwareBalancer.Engine.Answering.Counting;

namespace TokenAwareBalancer.Engine.Identities;

/// <summary>llama.cpp's <c>llama-server</c>.</summary>
/// <remarks>
/// Source: <c>tools/server/README.md</c> of llama.cpp: <c>/health</c>, <c>/props</c>, <c>/metrics</c> (with
/// <c>--metrics</c>), <c>/tokenize</c>. Its slots share the KV cache, so each has a part of the context.
/// </remarks>
internal sealed class LlamaCppIdentity : EngineIdentity
{
    public override string Name => "llama.cpp";

    public override EngineMetricNames MetricNames { get; } = new()
    {
        Running = "llamacpp:requests_processing",
        Waiting = "llamacpp:requests_deferred",
        PromptTokens = "llamacpp:prompt_tokens_total",
        GeneratedTokens = "llamacpp:tokens_predicted_total",
    };

    public override IReadOnlyDictionary<string, EnginePage> CreatePages(EngineFacts facts) =>
        new Dictionary<string, EnginePage>
        {
            ["/health"] = EnginePage.Json("""{"status":"ok"}"""),
            ["/props"] = EnginePage.Json(json => WriteProperties(json, facts)),
        };

    public override IReadOnlyDictionary<string, IAnswerApi> CreateApis(EngineFacts facts) =>
        new Dictionary<string, IAnswerApi> { ["/tokenize"] = new LlamaTokenizeApi() };

    public override EnginePage CreateNotFound(string method, string path) => EnginePage.Json(
        """{"error":{"code":404,"message":"File Not Found","type":"not_found_error"}}""",
        StatusCodes.Status404NotFound);

    public override EnginePage CreateMethodNotAllowed(string method, string path) => CreateNotFound(method, path);

    protected override void WriteModel(Utf8JsonWriter json, string model, EngineFacts facts)
    {
        json.WriteNumber("created", facts.StartedUnixSeconds);
        json.WriteString("owned_by", "llamacpp");
        json.WriteStartObject("meta");
        json.WriteNumber("n_ctx", GetSlotContextTokens(facts));
        json.WriteNumber("n_ctx_train", facts.ContextTokens);
        json.WriteEndObject();
    }

    private static void WriteProperties(Utf8JsonWriter json, EngineFacts facts)
    {
        json.WriteStartObject("default_generation_settings");
        json.WriteNumber("n_ctx", GetSlotContextTokens(facts));
        json.WriteEndObject();
        json.WriteNumber("total_slots", facts.MaxConcurrency);
        json.WriteString("model_alias", facts.Models[0]);
        json.WriteString("model_path", facts.Models[0]);
        json.WriteString("build_info", EngineFacts.Version);
    }

    private static int GetSlotContextTokens(EngineFacts facts) =>
        Math.Max(1, facts.ContextTokens / facts.MaxConcurrency);
}
