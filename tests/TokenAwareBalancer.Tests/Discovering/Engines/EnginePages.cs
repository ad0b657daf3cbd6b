using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Discovering.Engines;

/// <summary>What engines answer to questions about themselves, shortened; other paths are 404.</summary>
internal static class EnginePages
{
    /// <summary>llama.cpp b11669, with <c>--parallel 3</c>.</summary>
    public static Dictionary<string, string> LlamaCpp(int slots = 3, string model = "words.gguf") => new()
    {
        ["/v1/models"] = $$"""
            {"models":[{"name":"{{model}}","type":"model","capabilities":["completion"]}],"object":"list",
             "data":[{"id":"{{model}}","aliases":["{{model}}"],"object":"model","owned_by":"llamacpp",
             "meta":{"vocab_type":1,"n_vocab":755,"n_ctx":1536} } ] }
            """,
        ["/props"] = $$"""
            {"default_generation_settings":{"n_ctx":1536},"total_slots":{{slots}},"model_path":"{{model}}",
             "build_info":"b11669","is_sleeping":false}
            """,
    };

    public static Dictionary<string, string> Vllm { get; } = new()
    {
        ["/v1/models"] = """
            {"object":"list","data":[{"id":"openai/gpt-oss-20b","object":"model","created":1795168776,
             "owned_by":"vllm","root":"openai/gpt-oss-20b","parent":null,"max_model_len":131072,"permission":[]}]}
            """,
        ["/version"] = """{"version":"0.11.0"}""",
    };

    public static Dictionary<string, string> Sglang { get; } = new()
    {
        ["/v1/models"] = """
            {"object":"list","data":[{"id":"qwen/qwen2.5-0.5b-instruct","object":"model","created":1795168776,
             "owned_by":"sglang","root":"qwen/qwen2.5-0.5b-instruct","max_model_len":32768}]}
            """,
        ["/get_model_info"] = """{"model_path":"qwen/qwen2.5-0.5b-instruct","is_generation":true}""",
    };

    public static Dictionary<string, string> Ollama { get; } = new()
    {
        ["/"] = "Ollama is running",
        ["/v1/models"] = """
            {"object":"list","data":[{"id":"llama3.2:latest","object":"model","created":1,"owned_by":"library"},
             {"id":"qwen3:8b","object":"model","created":1,"owned_by":"library"}]}
            """,
        ["/api/version"] = """{"version":"0.12.6"}""",
    };

    public static Dictionary<string, string> LmStudio { get; } = new()
    {
        ["/v1/models"] = """
            {"data":[{"id":"meta-llama-3.1-8b-instruct","object":"model","owned_by":"organization_owner"}],
             "object":"list"}
            """,
        ["/api/v0/models"] = """
            {"object":"list","data":[{"id":"meta-llama-3.1-8b-instruct","object":"model","type":"llm","arch":"llama",
             "publisher":"lmstudio-community","compatibility_type":"gguf","state":"not-loaded"}]}
            """,
        // Whatever else is asked for.
        ["*"] = """{"error":"Unexpected endpoint or method. Returning 200 anyway"}""",
    };

    public static Dictionary<string, string> Tgi { get; } = new()
    {
        ["/v1/models"] = """
            {"object":"list","data":[{"id":"HuggingFaceH4/zephyr-7b-beta","object":"model","created":1,
             "owned_by":"HuggingFaceH4/zephyr-7b-beta"}]}
            """,
        ["/info"] = """
            {"model_id":"HuggingFaceH4/zephyr-7b-beta","max_concurrent_requests":128,"max_input_tokens":1024,
             "max_total_tokens":2048,"router":"text-generation-router","version":"3.0.0"}
            """,
    };

    public static Task AnswerAsync(this BackendExchange exchange, IReadOnlyDictionary<string, string> pages) =>
        pages.TryGetValue(exchange.Request.Target, out var page) || pages.TryGetValue("*", out page)
            ? exchange.AnswerAsync(page)
            : exchange.AnswerAsync("""{"error":{"message":"File Not Found"}}""", 404);
}
