using System.Net;
using System.Text.Json;
using TokenAwareBalancer.Engine.Serving;

namespace TokenAwareBalancer.Engine.Identities;

public sealed class EngineIdentityTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("vllm", "\"owned_by\":\"vllm\"", "\"max_model_len\":8000")]
    [InlineData("sglang", "\"owned_by\":\"sglang\"", "\"max_model_len\":8000")]
    [InlineData("llama.cpp", "\"owned_by\":\"llamacpp\"", "\"n_ctx\":2000,\"n_ctx_train\":8000")]
    [InlineData("ollama", "\"owned_by\":\"library\"", "\"object\":\"model\"")]
    [InlineData("tgi", "\"owned_by\":\"a/b\"", "\"created\":0")]
    [InlineData("lm-studio", "\"owned_by\":\"organization_owner\"", "\"object\":\"model\"")]
    public async Task Models_LikeEachEngine_HaveItsOwnerAndItsContext(string like, string owner, string context)
    {
        await using var engine = await StartAsync(like);

        var models = await engine.Http.GetStringAsync("/v1/models", Cancellation);

        var first = JsonDocument.Parse(models).RootElement.GetProperty("data")[0];
        Assert.Equal("a/b", first.GetProperty("id").GetString());
        Assert.Contains(owner, models, StringComparison.Ordinal);
        Assert.Contains(context, models, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vllm", "/version", "\"version\":")]
    [InlineData("sglang", "/get_model_info", "\"model_path\":\"a/b\"")]
    [InlineData("sglang", "/model_info", "\"is_generation\":true")]
    [InlineData("sglang", "/get_server_info", "\"max_running_requests\":4")]
    [InlineData("sglang", "/server_info", "\"max_total_num_tokens\":8000")]
    [InlineData("llama.cpp", "/props", "\"total_slots\":4")]
    [InlineData("llama.cpp", "/props", "\"default_generation_settings\":{\"n_ctx\":2000}")]
    [InlineData("llama.cpp", "/health", "{\"status\":\"ok\"}")]
    [InlineData("ollama", "/", "Ollama is running")]
    [InlineData("ollama", "/api/tags", "{\"models\":[{\"name\":\"a/b\",\"model\":\"a/b\"}]}")]
    [InlineData("ollama", "/api/ps", "\"context_length\":8000")]
    [InlineData("ollama", "/api/version", "\"version\":")]
    [InlineData("tgi", "/info", "\"max_concurrent_requests\":4")]
    [InlineData("tgi", "/info", "\"max_total_tokens\":8000")]
    [InlineData("lm-studio", "/api/v0/models", "\"state\":\"loaded\",\"max_context_length\":8000")]
    public async Task Page_OfAnEngine_TellsWhatAProberLooksFor(string like, string path, string expected)
    {
        await using var engine = await StartAsync(like);

        Assert.Contains(expected, await engine.Http.GetStringAsync(path, Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vllm", "/props", 404)]
    [InlineData("sglang", "/version", 404)]
    [InlineData("llama.cpp", "/version", 404)]
    [InlineData("llama.cpp", "/v1/completions", 404)]
    [InlineData("ollama", "/health", 404)]
    [InlineData("ollama", "/metrics", 404)]
    [InlineData("tgi", "/version", 404)]
    [InlineData("vllm", "/v1/completions", 405)]
    // The trap: a prober that looks at the status alone finds any page it asks for.
    [InlineData("lm-studio", "/health", 200)]
    [InlineData("lm-studio", "/v1/completions", 200)]
    public async Task Page_OfAnotherEngine_IsNotThere(string like, string path, int status)
    {
        await using var engine = await StartAsync(like);

        using var response = await engine.Http.GetAsync(path, Cancellation);
        var body = await response.Content.ReadAsStringAsync(Cancellation);

        Assert.Equal((HttpStatusCode)status, response.StatusCode);
        Assert.Equal(status == 200, body == $$"""{"error":"Unexpected endpoint or method. (GET {{path}})"}""");
    }

    [Theory]
    [InlineData("vllm", "vllm:num_requests_running{engine=\"0\",model_name=\"a/b\"} 0")]
    [InlineData("sglang", "sglang:num_running_reqs{model_name=\"a/b\"} 0")]
    [InlineData("sglang", "sglang:token_usage{model_name=\"a/b\"} 0")]
    [InlineData("sglang", "sglang:generation_tokens_total{model_name=\"a/b\"} 5")]
    [InlineData("sglang", "sglang:time_to_first_token_seconds_bucket{model_name=\"a/b\",le=\"+Inf\"} 1")]
    [InlineData("llama.cpp", "llamacpp:requests_processing 0")]
    [InlineData("llama.cpp", "llamacpp:tokens_predicted_total 5")]
    [InlineData("tgi", "tgi_batch_current_size 0")]
    [InlineData("tgi", "tgi_request_success 1")]
    public async Task Metrics_AfterAnAnswer_HaveTheEnginesNames(string like, string expected)
    {
        await using var engine = await StartAsync(like);
        await engine.PostForJsonAsync(RunningEngine.ChatPath, RunningEngine.Chat("hello", ",\"max_tokens\":5"));

        var lines = (await engine.Http.GetStringAsync("/metrics", Cancellation)).Split('\n');

        Assert.Contains(expected, lines);
    }

    [Theory]
    [InlineData("vllm", """{"prompt":"12345678"}""", 2)]
    [InlineData("sglang", """{"prompt":"12345678"}""", 2)]
    [InlineData("llama.cpp", """{"content":"12345678"}""", 2)]
    public async Task Tokenize_WhereThereIsOne_TakesItsOwnField(string like, string body, int tokens)
    {
        await using var engine = await StartAsync(like);

        var answer = await engine.PostForJsonAsync("/tokenize", body);

        Assert.Equal(tokens, answer.GetProperty("tokens").GetArrayLength());
    }

    private static Task<RunningEngine> StartAsync(string like) => RunningEngine.StartAsync(new EngineOptions
    {
        Identity = EngineIdentity.Find(like)!,
        Models = ["a/b"],
        KvCacheTokens = 8000,
        MaxConcurrency = 4,
        Speed = 100,
    });
}
