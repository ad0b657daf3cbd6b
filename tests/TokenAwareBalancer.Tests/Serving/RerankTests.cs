using System.Text;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Learning;

namespace TokenAwareBalancer.Serving;

/// <summary><c>/v1/rerank</c> and its namesakes: the query is computed with every document.</summary>
public sealed class RerankTests : ServingTest
{
    private static readonly byte[] Body =
        """{"model":"m","query":"four","documents":["eight by",{"text":"twelve bytes"}],"top_n":1}"""u8.ToArray();

    [Theory]
    [InlineData("/rerank")]
    [InlineData("/v1/rerank")]
    [InlineData("/v2/rerank")]
    public async Task Rerank_OnEachOfItsPaths_IsCountedAndPassedOn(string path)
    {
        var backend = Backend(_ => Task.CompletedTask);
        await StartAsync(backend);
        var asked = AskAsync(Wire.Post(path, Body));
        var exchange = await backend.NextAsync();
        var during = InFlight(0);
        await exchange.AnswerAsync("""{"results":[],"usage":{"total_tokens":7}}""");
        var answer = await asked;

        Assert.Equal((200, "7"), (answer.Status, answer.Header("x-balancer-prompt-tokens")));
        Assert.Equal(new LedgerEntry(1, 7, 0, 7, 7) { PendingRequests = 1, PrefillPairs = 24, OwnKvTokens = 7 }, during);
        Assert.Equal(Body, backend.OnlyRequest.Body);
        Assert.Equal($"POST {path} HTTP/1.1", backend.OnlyRequest.Lines[0]);
    }

    [Theory]
    [InlineData("""{"total_tokens":14}""")]
    [InlineData("""{"prompt_tokens":14,"total_tokens":14}""")]
    public async Task Usage_OfEachShape_TeachesBytesPerTokenAndNothingOfOutput(string usage)
    {
        var backend = Backend(exchange => exchange.AnswerAsync($$"""{"results":[],"usage":{{usage}}}"""));
        await StartAsync(options => options.Backends = [Option("b1", backend.Address, "m")]);

        for (var i = 0; i < 30; i++)
            Assert.Equal(200, (await AskAsync(Wire.Post("/rerank", Body))).Status);
        await Patience.UntilAsync(async () => (await ScrapeAsync()).Value("balancer_requests_total") >= 30);

        var beliefs = Gate.Fleet.Models.Single().Beliefs;
        Assert.Equal(ModelBeliefs.PriorOutputTokens, beliefs.MeanOutputTokens);
        Assert.InRange(beliefs.BytesPerToken, 2, 2.2);
        var metrics = await ScrapeAsync();
        Assert.Equal(30, metrics.Value("balancer_requests_total", "surface=\"rerank\""));
    }

    [Fact]
    public async Task Body_ThatIsNotWhatTheApiAsksFor_IsToldInOpenAisShape()
    {
        await StartAsync(Backend(exchange => exchange.AnswerAsync("{}")));

        var answer = await AskAsync(Wire.Post("/rerank", """{"model":"m","query":"q","documents":[]}"""u8));

        ErrorShape.AssertTells(answer, anthropic: false, 400, "invalid_request", "invalid_request_error", code: null);
        Assert.Equal("documents", answer.Json().GetProperty("error").GetProperty("param").GetString());
    }

    [Theory]
    [InlineData("GET", "/rerank")]
    [InlineData("POST", "/rerank/")]
    [InlineData("POST", "/Rerank")]
    [InlineData("POST", "/v2/other")]
    [InlineData("POST", "/v3/rerank")]
    public async Task Request_NextToItsPathsOutsideV1_Is404(string method, string target)
    {
        var backend = Backend(exchange => exchange.AnswerAsync("{}"));
        await StartAsync(backend);

        var answer = await AskAsync(Encoding.ASCII.GetBytes(Wire.Head(method, target, "Content-Length: 0")));

        ErrorShape.AssertTells(answer, anthropic: false, 404, "unknown_route", "invalid_request_error", "unknown_url");
        Assert.Empty(backend.Requests);
    }
}
