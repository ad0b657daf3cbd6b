using System.Text;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Learning;
using TokenAwareBalancer.Observing;

namespace TokenAwareBalancer.Serving;

/// <summary><c>/v1/responses</c>, understood and counted like the other APIs.</summary>
public sealed class ResponsesTests : ServingTest
{
    private const string Path = "/v1/responses";
    private const int FormatTokens = 3 + 1 + 3;

    private static string Answer { get; } =
        """{"object":"response","output":[{"type":"message"}],"usage":{"input_tokens":17,"output_tokens":5"""
        + """, "input_tokens_details":{"cached_tokens":16}}}""";

    [Fact]
    public async Task Response_Streamed_ReachesTheClientUnchangedAndIsChargedUntilItEnds()
    {
        var sample = SampleStreams.Read("openai-responses.sse");
        var goOn = new SemaphoreSlim(0);
        await StartAsync(Backend(async exchange =>
        {
            await goOn.WaitAsync(Patience.Token);
            await exchange.StreamAsync(sample);
        }));
        var asked = AskAsync(Wire.Post(
            Path, """{"model":"m","input":"hello there","stream":true,"max_output_tokens":40}"""u8));
        await Patience.UntilAsync(() => InFlight(0).Requests == 1);
        var during = InFlight(0);
        goOn.Release();
        var answer = await asked;

        Assert.Equal(sample, answer.Body);
        Assert.Equal((3 + FormatTokens).ToString(null as IFormatProvider), answer.Header("x-balancer-prompt-tokens"));
        Assert.Equal(new Fleet.LedgerEntry(1, 10, 37, 10, 10) { PendingRequests = 1, PrefillPairs = 50, OwnKvTokens = 10 }, during);
    }

    [Fact]
    public async Task Response_WithUsage_IsCountedUnderItsOwnSurface()
    {
        await StartAsync(options => options.Backends = [Option("b1", Backend(AnswerAsync).Address, "m")]);

        await AskAsync(Wire.Post(Path, """{"model":"m","input":"hello there"}"""u8));
        await Patience.UntilAsync(async () => (await ScrapeAsync()).Value("balancer_requests_total") > 0);

        var metrics = await ScrapeAsync();
        Assert.Equal(1, metrics.Value("balancer_requests_total", "surface=\"responses\"", "outcome=\"completed\""));
        Assert.Equal(17, metrics.Value("gen_ai_client_token_usage_sum", "gen_ai_token_type=\"input\""));
        Assert.Equal(5, metrics.Value("gen_ai_client_token_usage_sum", "gen_ai_token_type=\"output\""));
    }

    [Fact]
    public async Task Beliefs_AfterAnAnswerToStoredContent_LearnItsLengthButNotItsPrompt()
    {
        await StartAsync(options => options.Backends = [Option("b1", Backend(AnswerAsync).Address, "m")]);

        await AskAsync(Wire.Post(Path, """{"model":"m","input":"hello","previous_response_id":"resp_1"}"""u8));
        await AssertSettledAsync();
        await Patience.UntilAsync(() => Beliefs.MeanOutputTokens < ModelBeliefs.PriorOutputTokens);

        Assert.Equal(ModelBeliefs.PriorBytesPerToken, Beliefs.BytesPerToken);
    }

    [Theory]
    [InlineData("GET", "/v1/responses/resp_1")]
    [InlineData("DELETE", "/v1/responses/resp_1")]
    [InlineData("GET", "/v1/responses/resp_1/input_items?limit=2")]
    [InlineData("POST", "/v1/responses/resp_1/cancel")]
    public async Task Request_ForAStoredResponse_IsPassedThrough(string method, string target)
    {
        var backend = Backend(exchange => exchange.AnswerAsync("{}"));
        await StartAsync(backend);

        var answer = await AskAsync(Encoding.ASCII.GetBytes(Wire.Head(method, target)));

        Assert.Equal((200, null), (answer.Status, answer.Header("x-balancer-prompt-tokens")));
        Assert.Equal($"{method} {target} HTTP/1.1", backend.OnlyRequest.Lines[0]);
    }

    [Fact]
    public async Task Body_ThatIsNotWhatTheApiAsksFor_IsToldInOpenAisShape()
    {
        await StartAsync(Backend(AnswerAsync));

        var answer = await AskAsync(Wire.Post(Path, """{"model":"m","input":7}"""u8));

        ErrorShape.AssertTells(answer, anthropic: false, 400, "invalid_request", "invalid_request_error", code: null);
        Assert.Equal("input", answer.Json().GetProperty("error").GetProperty("param").GetString());
    }

    private ModelBeliefs Beliefs => Gate.Fleet.Models.Single().Beliefs;

    private static Task AnswerAsync(BackendExchange exchange) => exchange.AnswerAsync(Answer);
}
