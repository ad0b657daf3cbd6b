using System.Text.Json;
using TokenAwareBalancer.Engine.Answering;
using TokenAwareBalancer.Engine.Answering.Counting;

namespace TokenAwareBalancer.Engine.Identities;

/// <summary>vLLM.</summary>
/// <remarks>
/// Source: vLLM's documentation, "OpenAI-Compatible Server" and "Production Metrics"; <c>ModelCard</c> and
/// <c>TokenizeResponse</c> in <c>vllm/entrypoints</c>.
/// </remarks>
internal sealed class VllmIdentity : EngineIdentity
{
    public override string Name => "vllm";

    public override EngineMetricNames MetricNames { get; } = new()
    {
        Running = "vllm:num_requests_running",
        Waiting = "vllm:num_requests_waiting",
        KvUsage = "vllm:kv_cache_usage_perc",
        CacheConfiguration = "vllm:cache_config_info",
        PromptTokens = "vllm:prompt_tokens_total",
        GeneratedTokens = "vllm:generation_tokens_total",
        Requests = "vllm:request_success_total",
        TimeToFirstTokenSeconds = "vllm:time_to_first_token_seconds",
        RequestSeconds = "vllm:e2e_request_latency_seconds",
        Labels = "engine=\"0\",model_name=\"MODEL\"",
    };

    public override IReadOnlyDictionary<string, EnginePage> CreatePages(EngineFacts facts) =>
        new Dictionary<string, EnginePage>
        {
            ["/health"] = EnginePage.Empty,
            ["/version"] = EnginePage.Json(static json => json.WriteString("version", EngineFacts.Version)),
        };

    public override IReadOnlyDictionary<string, IAnswerApi> CreateApis(EngineFacts facts) =>
        new Dictionary<string, IAnswerApi> { ["/tokenize"] = new TokenizeApi(facts.ContextTokens) };

    public override EnginePage CreateNotFound(string method, string path) =>
        EnginePage.Json("""{"detail":"Not Found"}""", StatusCodes.Status404NotFound);

    protected override void WriteModel(Utf8JsonWriter json, string model, EngineFacts facts)
    {
        json.WriteNumber("created", facts.StartedUnixSeconds);
        json.WriteString("owned_by", "vllm");
        json.WriteString("root", model);
        json.WriteNull("parent");
        json.WriteNumber("max_model_len", facts.ContextTokens);
    }
}
