using System.Text.Json;
using TokenAwareBalancer.Engine.Answering;
using TokenAwareBalancer.Engine.Answering.Counting;

namespace TokenAwareBalancer.Engine.Identities;

/// <summary>SGLang.</summary>
/// <remarks>
/// Source: SGLang's documentation, "SGLang Native APIs" and "Production Metrics" (with <c>--enable-metrics</c>);
/// <c>python/sglang/srt/entrypoints/http_server.py</c>. Its <c>/tokenize</c> has vLLM's fields; the
/// paths with <c>get_</c> are the older ones.
/// </remarks>
internal sealed class SglangIdentity : EngineIdentity
{
    public override string Name => "sglang";

    public override EngineMetricNames MetricNames { get; } = new()
    {
        Running = "sglang:num_running_reqs",
        Waiting = "sglang:num_queue_reqs",
        KvUsage = "sglang:token_usage",
        KvCapacityTokens = "sglang:max_total_num_tokens",
        PromptTokens = "sglang:prompt_tokens_total",
        GeneratedTokens = "sglang:generation_tokens_total",
        Requests = "sglang:num_requests_total",
        TimeToFirstTokenSeconds = "sglang:time_to_first_token_seconds",
        RequestSeconds = "sglang:e2e_request_latency_seconds",
        Labels = "model_name=\"MODEL\"",
    };

    public override IReadOnlyDictionary<string, EnginePage> CreatePages(EngineFacts facts) =>
        new Dictionary<string, EnginePage>
        {
            ["/health"] = EnginePage.Empty,
            ["/get_model_info"] = EnginePage.Json(json => WriteModelInfo(json, facts)),
            ["/model_info"] = EnginePage.Json(json => WriteModelInfo(json, facts)),
            ["/get_server_info"] = EnginePage.Json(json => WriteServerInfo(json, facts)),
            ["/server_info"] = EnginePage.Json(json => WriteServerInfo(json, facts)),
        };

    public override IReadOnlyDictionary<string, IAnswerApi> CreateApis(EngineFacts facts) =>
        new Dictionary<string, IAnswerApi> { ["/tokenize"] = new TokenizeApi(facts.ContextTokens) };

    public override EnginePage CreateNotFound(string method, string path) =>
        EnginePage.Json("""{"detail":"Not Found"}""", StatusCodes.Status404NotFound);

    protected override void WriteModel(Utf8JsonWriter json, string model, EngineFacts facts)
    {
        json.WriteNumber("created", facts.StartedUnixSeconds);
        json.WriteString("owned_by", "sglang");
        json.WriteString("root", model);
        json.WriteNumber("max_model_len", facts.ContextTokens);
    }

    private static void WriteModelInfo(Utf8JsonWriter json, EngineFacts facts)
    {
        json.WriteString("model_path", facts.Models[0]);
        json.WriteString("tokenizer_path", facts.Models[0]);
        json.WriteBoolean("is_generation", true);
    }

    private static void WriteServerInfo(Utf8JsonWriter json, EngineFacts facts)
    {
        json.WriteString("model_path", facts.Models[0]);
        json.WriteString("served_model_name", facts.Models[0]);
        json.WriteNumber("context_length", facts.ContextTokens);
        json.WriteNumber("max_running_requests", facts.MaxConcurrency);
        json.WriteNumber("max_total_num_tokens", facts.ContextTokens);
        json.WriteString("version", EngineFacts.Version);
    }
}
