using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Observing;

namespace TokenAwareBalancer.Serving;

/// <summary>What <c>/metrics</c> says after a known set of requests.</summary>
public sealed class MetricsTests : ServingTest
{
    private const string Model = "gen_ai_request_model=\"m\"";

    [Fact]
    public async Task Metrics_AfterAKnownSetOfRequests_AddUp()
    {
        await AskKnownSetAsync();

        var metrics = await ScrapeAsync();

        Assert.Equal(3, Requests("chat_completions", "m", "completed"));
        Assert.Equal(1, Requests("messages", "m", "completed"));
        Assert.Equal(1, Requests("other", "none", "completed"));
        Assert.Equal(1, Requests("chat_completions", "gone", "backends_failed"));
        Assert.Equal(1, Requests("chat_completions", "none", "unknown_model"));
        Assert.Equal(7, metrics.Value("balancer_requests_total"));
        Assert.Equal(2, metrics.Value("balancer_rejections_total"));
        Assert.Equal(5, metrics.Value("balancer_tries_total", "backend=\"good\"", "result=\"completed\""));
        Assert.Equal(1, metrics.Value("balancer_tries_total", "backend=\"gone\"", "result=\"unreachable\""));
        Assert.Equal(6, metrics.Value("balancer_tries_total"));

        double Requests(string surface, string model, string outcome) => metrics.Value(
            "balancer_requests_total", $"surface=\"{surface}\"", $"model=\"{model}\"", $"outcome=\"{outcome}\"");
    }

    [Fact]
    public async Task Metrics_AfterAKnownSetOfRequests_HaveTheirTokens()
    {
        await AskKnownSetAsync();

        var metrics = await ScrapeAsync();

        Assert.Equal(4, metrics.Value("gen_ai_client_token_usage_count", Model, "gen_ai_token_type=\"input\""));
        Assert.Equal(2, metrics.Value("gen_ai_server_time_to_first_token_seconds_count", Model));
        Assert.Equal(4, metrics.Value("gen_ai_server_request_duration_seconds_count", Model));
        Assert.Equal(0, metrics.Value("gen_ai_client_token_usage_count", "gen_ai_request_model=\"gone\""));
    }

    [Fact]
    public async Task Metrics_WhenAllIsDone_HaveNothingInFlight()
    {
        await AskKnownSetAsync();

        var metrics = await ScrapeAsync();

        Assert.Equal(6, metrics.Value("balancer_leases_settled_total"));
        Assert.Equal(0, metrics.Value("balancer_leases_open"));
        Assert.Equal(0, metrics.Value("balancer_held_requests"));
        Assert.Equal(0, metrics.Value("balancer_tokens_in_flight"));
        Assert.Equal(0, metrics.Value("balancer_requests_in_flight"));
    }

    [Fact]
    public async Task Metrics_WhileARequestIsComputed_ShowItsLease()
    {
        var backend = Backend(exchange => Task.CompletedTask);
        await StartAsync(backend);
        var asked = AskChatAsync();
        var exchange = await backend.NextAsync();

        var metrics = await ScrapeAsync();
        await exchange.AnswerAsync(Wire.ChatAnswer);
        await asked;

        Assert.Equal(1, metrics.Value("balancer_requests_in_flight", "backend=\"b1\""));
        Assert.Equal(9, metrics.Value("balancer_tokens_in_flight", "backend=\"b1\"", "kind=\"prefill\""));
        Assert.Equal(1, metrics.Value("balancer_leases_open"));
    }

    private async Task AskKnownSetAsync()
    {
        using var refusing = new RefusingPort();
        var good = Backend(exchange => exchange.Request.Header("x-sample") is { } sample
            ? exchange.StreamAsync(SampleStreams.Read(sample))
            : exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(options => options.Backends =
            [Option("good", good.Address, "m"), Option("gone", refusing.Address, "gone")]);

        await AskChatAsync();
        await AskChatAsync();
        await AskAsync(Wire.Post(Wire.ChatPath, Wire.Chat(stream: true), "x-sample: openai-chat-usage.sse"));
        await AskAsync(Wire.Post(Wire.MessagesPath, Wire.Message(stream: true), "x-sample: anthropic-messages.sse"));
        await AskAsync(Wire.Get("/v1/files", "x-sample: anthropic-error.sse"));
        await AskAsync(Wire.Post(Wire.ChatPath, Wire.Chat(model: "gone")));
        await AskAsync(Wire.Post(Wire.ChatPath, Wire.Chat(model: "none")));
        await AssertSettledAsync();
        // The last request is counted after its client has its answer.
        await Patience.UntilAsync(async () => (await ScrapeAsync()).Value("balancer_requests_total") >= 7);
    }
}
