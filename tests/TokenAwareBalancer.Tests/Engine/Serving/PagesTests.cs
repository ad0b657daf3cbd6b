using System.Net;
using System.Text.Json;

namespace TokenAwareBalancer.Engine.Serving;

public sealed class PagesTests
{
    [Fact]
    public async Task Models_Several_AreListed()
    {
        await using var engine = await RunningEngine.StartAsync(new EngineOptions { Models = ["a/b", "c"] });

        var models = JsonDocument.Parse(await GetAsync(engine, "/v1/models")).RootElement;

        Assert.Equal("list", models.GetProperty("object").GetString());
        Assert.Equal(
            ["a/b", "c"], models.GetProperty("data").EnumerateArray().Select(m => m.GetProperty("id").GetString()!));
    }

    [Fact]
    public async Task Health_Running_IsOkAndEmpty()
    {
        await using var engine = await RunningEngine.StartAsync();

        Assert.Equal("", await GetAsync(engine, "/health"));
    }

    [Fact]
    public async Task Metrics_AfterAnswers_CountThemUnderVllmsNames()
    {
        await using var engine = await RunningEngine.StartAsync(new EngineOptions { Speed = 100, Models = ["a\"b"] });
        for (var i = 0; i < 3; i++)
        {
            await engine.PostForJsonAsync(
                RunningEngine.ChatPath, RunningEngine.Chat("12345678", ",\"max_tokens\":5"));
        }

        var lines = (await GetAsync(engine, "/metrics")).Split('\n');

        const string Labels = "{engine=\"0\",model_name=\"a\\\"b\"}";
        Assert.Contains($"vllm:num_requests_running{Labels} 0", lines);
        Assert.Contains($"vllm:num_requests_waiting{Labels} 0", lines);
        Assert.Contains($"vllm:kv_cache_usage_perc{Labels} 0", lines);
        Assert.Contains($"vllm:prompt_tokens_total{Labels} 6", lines);
        Assert.Contains($"vllm:generation_tokens_total{Labels} 15", lines);
        Assert.Contains($"vllm:time_to_first_token_seconds_count{Labels} 3", lines);
        Assert.Contains(
            "vllm:time_to_first_token_seconds_bucket{engine=\"0\",model_name=\"a\\\"b\",le=\"+Inf\"} 3", lines);
    }

    [Fact]
    public async Task Metrics_WhileBusy_TellRunningWaitingAndKvUse()
    {
        await using var engine = await RunningEngine.StartAsync(new EngineOptions
        {
            MaxConcurrency = 1,
            KvCacheTokens = 200,
            PrefillMillisecondsPerToken = 0,
            DecodeMillisecondsPerToken = 1,
            AnswerTokens = Answering.AnswerLength.Fixed(1_000_000),
        });
        using var running = await RawConnection.PostAsync(
            engine.Engine.Address, RunningEngine.ChatPath, RunningEngine.Chat(new string('x', 400)));
        await engine.WaitForAsync(s => s.TokensGenerated > 0);
        using var waiting = await RawConnection.PostAsync(
            engine.Engine.Address, RunningEngine.ChatPath, RunningEngine.Chat("hello"));
        await engine.WaitForAsync(s => s.RequestsWaiting == 1);

        var text = await GetAsync(engine, "/metrics");

        Assert.Matches("vllm:num_requests_running{[^}]*} 1\n", text);
        Assert.Matches("vllm:num_requests_waiting{[^}]*} 1\n", text);
        var usage = text.Split('\n').Single(l => l.StartsWith("vllm:kv_cache_usage_perc", StringComparison.Ordinal));
        Assert.InRange(double.Parse(usage.Split(' ')[1], provider: null), 0.5, 1);
    }

    [Theory]
    [InlineData("/v1/nothing", HttpStatusCode.NotFound)]
    [InlineData("/v1/chat/completions", HttpStatusCode.MethodNotAllowed)]
    public async Task Get_OtherPaths_AreAnsweredAsFastApiDoes(string path, HttpStatusCode expected)
    {
        await using var engine = await RunningEngine.StartAsync();

        using var response = await engine.Http.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(expected, response.StatusCode);
    }

    private static Task<string> GetAsync(RunningEngine engine, string path) =>
        engine.Http.GetStringAsync(path, TestContext.Current.CancellationToken);
}
