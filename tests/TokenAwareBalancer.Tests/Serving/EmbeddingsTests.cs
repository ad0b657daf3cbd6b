using System.Text;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Learning;

namespace TokenAwareBalancer.Serving;

/// <summary><c>/v1/embeddings</c>: a prompt to compute, and nothing generated.</summary>
public sealed class EmbeddingsTests : ServingTest
{
    private const string Path = "/v1/embeddings";

    /// <summary>vLLM names an output of 0, which must not be taken for the length of an answer.</summary>
    private const string Answer = """
        {"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.25,-1e-3]}],"model":"m",
         "usage":{"prompt_tokens":40,"total_tokens":40,"completion_tokens":0}}
        """;

    private readonly SemaphoreSlim _goOn = new(0);

    [Fact]
    public async Task Embedding_UntilItsHeaders_IsHeldAsPrefillAlone()
    {
        var backend = Backend(async exchange =>
        {
            await _goOn.WaitAsync(Patience.Token);
            await exchange.WriteAsync(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{");
            await _goOn.WaitAsync(Patience.Token);
            await exchange.WriteAsync("}");
        });
        await StartAsync(backend);
        var asked = AskAsync(Wire.Post(Path, """{"model":"m","input":["twelve bytes","and eighteen bytes"]}"""u8));
        await backend.NextAsync();
        var before = InFlight(0);
        _goOn.Release();
        await Patience.UntilAsync(() => InFlight(0).PrefillTokens == 0);
        var after = InFlight(0);
        _goOn.Release();

        Assert.Equal("8", (await asked).Header("x-balancer-prompt-tokens"));
        Assert.Equal(new LedgerEntry(1, 8, 0, 8, 8) { PendingRequests = 1, PrefillPairs = 32, OwnKvTokens = 8 }, before);
        Assert.Equal(new LedgerEntry(1, 0, 0, 8, 8) { OwnKvTokens = 8 }, after);
    }

    [Fact]
    public async Task Beliefs_AfterEmbeddings_KnowBytesPerTokenAndNothingOfOutput()
    {
        await StartAsync(options => options.Backends = [Option("b1", Backend(AnswerAsync).Address, "m")]);
        var text = new string('x', 80);

        for (var i = 0; i < 20; i++)
            Assert.Equal(200, (await AskAsync(Wire.Post(Path, Body($"\"{text}\"")))).Status);
        await AssertSettledAsync();

        var beliefs = Gate.Fleet.Models.Single().Beliefs;
        Assert.Equal(ModelBeliefs.PriorOutputTokens, beliefs.MeanOutputTokens);
        Assert.InRange(beliefs.BytesPerToken, 2, 2.2);
    }

    [Fact]
    public async Task Metrics_AfterAnEmbedding_HaveItsInputAndNoOutput()
    {
        await StartAsync(options => options.Backends = [Option("b1", Backend(AnswerAsync).Address, "m")]);

        await AskAsync(Wire.Post(Path, Body("\"x\"")));
        await Patience.UntilAsync(async () => (await ScrapeAsync()).Value("balancer_requests_total") > 0);

        var metrics = await ScrapeAsync();
        Assert.Equal(1, metrics.Value("balancer_requests_total", "surface=\"embeddings\"", "outcome=\"completed\""));
        Assert.Equal(40, metrics.Value("gen_ai_client_token_usage_sum", "gen_ai_token_type=\"input\""));
        Assert.Equal(0, metrics.Value("gen_ai_client_token_usage_count", "gen_ai_token_type=\"output\""));
    }

    [Fact]
    public async Task Body_OfAnEmbedding_ReachesTheBackendByteForByteButForTheModelsName()
    {
        var backend = Backend(AnswerAsync);
        await StartAsync(options =>
        {
            options.RequestUsage = true;
            options.Backends = [Option("b1", backend.Address)];
            options.Backends[0].Models = [new() { Name = "m", BackendName = "own" }];
        });
        const string rest = """
            ,"input":[[1,2],[3]] , "dimensions":256,"encoding_format":"base64","x":1}
            """;

        await AskAsync(Wire.Post(Path, Encoding.UTF8.GetBytes("{\"model\":\"m\"" + rest)));

        Assert.Equal("{\"model\":\"own\"" + rest, backend.OnlyRequest.Text);
    }

    [Fact]
    public async Task Batch_OfMegabytes_IsCountedExactlyByTheModelsTokenizer()
    {
        await StartAsync(
            options =>
            {
                options.Backends[0].Models = [new() { Name = "m" }];
                options.Models = new Dictionary<string, ModelOptions> { ["m"] = new() { Tokenizer = "o200k_base" } };
            },
            Backend(AnswerAsync));
        var texts = string.Join(',', Enumerable.Repeat("\"hello world\"", 200_000));

        var answer = await AskAsync(Wire.Post(Path, Body($"[{texts}]")));

        Assert.Equal("400000", answer.Header("x-balancer-prompt-tokens"));
    }

    [Fact]
    public async Task Body_ThatIsNotWhatTheApiAsksFor_IsToldInOpenAisShape()
    {
        await StartAsync(Backend(AnswerAsync));

        var answer = await AskAsync(Wire.Post(Path, Body("7")));

        ErrorShape.AssertTells(answer, anthropic: false, 400, "invalid_request", "invalid_request_error", code: null);
    }

    private static Task AnswerAsync(BackendExchange exchange) => exchange.AnswerAsync(Answer);

    private static byte[] Body(string input) => Encoding.UTF8.GetBytes($$"""{"model":"m","input":{{input}}}""");
}
