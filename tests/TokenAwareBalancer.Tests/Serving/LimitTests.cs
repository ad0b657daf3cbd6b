using System.Text;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>What is too much is refused, each kind with its status, and with when to come again.</summary>
public sealed class LimitTests : Http2Test
{
    private const int HeaderBytes = 2048;

    [Theory]
    [InlineData(HeaderBytes - 200, 200)]
    [InlineData(HeaderBytes + 1, 431)]
    public async Task Headers_AboveTheirLimit_Are431(int bytes, int status)
    {
        await StartAsync(options => options.Limits.Header = HeaderBytes, AnsweringBackend());

        var answer = await AskAsync(Wire.Post(Wire.ChatPath, Wire.Chat(), $"x-long: {new string('x', bytes)}"));

        Assert.Equal(status, answer.Status);
    }

    [Theory]
    [InlineData(HeaderBytes - 200, 200)]
    [InlineData(HeaderBytes + 1, 414)]
    public async Task RequestLine_AboveTheLimitOfHeaders_Is414(int bytes, int status)
    {
        await StartAsync(options => options.Limits.Header = HeaderBytes, AnsweringBackend());

        var answer = await AskAsync(Wire.Post($"{Wire.ChatPath}?{new string('x', bytes)}", Wire.Chat()));

        Assert.Equal(status, answer.Status);
    }

    [Fact]
    public async Task Headers_AboveTheirLimitOverHttp2_Are431AndLeaveTheConnection()
    {
        var client = await StartHttp2Async(
            overTls: false, options => options.Limits.Header = HeaderBytes, AnsweringBackend());
        using var body = new ByteArrayContent(Wire.Chat());
        body.Headers.Add("x-long", new string('x', HeaderBytes));

        var refused = await PostAsync(client, body);
        using var served = await client.PostChatAsync(stream: false);

        Assert.Equal((431, 200), (refused, (int)served.StatusCode));
        Assert.Equal(1, client.Connections);
    }

    /// <summary>A client that has read the server's settings by then spares it the request.</summary>
    private static async Task<int> PostAsync(Http2Client client, HttpContent body)
    {
        try
        {
            using var answer = await client.PostAsync(Wire.ChatPath, body);
            return (int)answer.StatusCode;
        }
        catch (HttpRequestException exception)
            when (exception.Message.Contains("exceeded the server limit", StringComparison.Ordinal))
        {
            return 431;
        }
    }

    [Theory]
    [InlineData(Wire.ChatPath, false, "rate_limit_exceeded")]
    [InlineData(Wire.MessagesPath, true, null)]
    public async Task Request_BeyondTheMost_Is429WithBothRetryHints(string path, bool anthropic, string? code)
    {
        var backend = Backend(exchange => Task.CompletedTask);
        await StartAsync(options => options.Limits.Requests = 2, backend);
        Task<RawAnswer>[] running = [AskChatAsync(), AskChatAsync()];
        BackendExchange[] exchanges = [await backend.NextAsync(), await backend.NextAsync()];

        var refused = await AskAsync(Wire.Post(path, Wire.Message()));
        Assert.Equal(2, (await ScrapeAsync()).Value("balancer_requests_in_progress"));
        await Task.WhenAll(exchanges.Select(exchange => exchange.AnswerAsync(Wire.ChatAnswer)));
        await Task.WhenAll(running);

        ErrorShape.AssertTells(refused, anthropic, 429, "too_many_requests", "rate_limit_error", code);
        AssertRetryHints(refused);
        Assert.Equal(2, backend.Requests.Length);
    }

    [Fact]
    public async Task Streams_OfOneHttp2Connection_AreEachARequest()
    {
        var backend = Backend(exchange => Task.CompletedTask);
        var client = await StartHttp2Async(overTls: false, options => options.Limits.Requests = 3, backend);
        Task<HttpResponseMessage>[] running = [.. Enumerable.Range(0, 3).Select(_ => client.PostChatAsync(false))];
        var exchanges = new List<BackendExchange>();
        while (exchanges.Count < running.Length)
            exchanges.Add(await backend.NextAsync());

        using var refused = await client.PostChatAsync(stream: false);
        foreach (var exchange in exchanges)
            await exchange.AnswerAsync(Wire.ChatAnswer);
        foreach (var response in await Task.WhenAll(running))
            response.Dispose();

        Assert.Equal(429, (int)refused.StatusCode);
        Assert.Equal(1, client.Connections);
    }

    [Theory]
    [InlineData(Wire.ChatPath, false, "server_error", "service_unavailable")]
    [InlineData(Wire.MessagesPath, true, "overloaded_error", null)]
    public async Task Body_WhenAllTogetherTakeTheMost_Is503WithBothRetryHints(
        string path, bool anthropic, string type, string? code)
    {
        var backend = AnsweringBackend();
        await StartAsync(options => options.Limits.BufferedBytes = 64 << 10, backend);
        var uploading = await ConnectAsync();
        await uploading.SendAsync(Wire.Head("POST", path, "Content-Length: 10000000") + "{");
        await Patience.UntilAsync(() => Taken.BodyBytes > 0);
        Assert.Equal(64 << 10, Taken.BodyBytes);

        var refused = await AskAsync(Wire.Post(path, Wire.Message()));
        uploading.Reset();
        await Patience.UntilAsync(() => Taken == default);
        var served = await AskChatAsync();

        ErrorShape.AssertTells(refused, anthropic, 503, "overloaded", type, code);
        AssertRetryHints(refused);
        Assert.Equal(200, served.Status);
        Assert.Single(backend.Requests);
    }

    /// <summary>A body of 4 bytes a text, each of which takes 44 beside it.</summary>
    [Fact]
    public async Task Body_OfMoreTextsThanThereIsMemoryFor_Is503AndLeavesNothingTaken()
    {
        await StartAsync(options => options.Limits.BufferedBytes = 2 << 20, AnsweringBackend());
        var inputs = string.Join(',', Enumerable.Repeat("\"a\"", 60_000));
        var few = string.Join(',', Enumerable.Repeat("\"\"", 60_000));

        var refused = await AskAsync(Wire.Post("/v1/embeddings", Encoding.UTF8.GetBytes($$"""{"model":"m","input":[{{inputs}}]}""")));
        var served = await AskAsync(Wire.Post("/v1/embeddings", Encoding.UTF8.GetBytes($$"""{"model":"m","input":[{{few}}]}""")));

        Assert.Equal((503, 200), (refused.Status, served.Status));
        await Patience.UntilAsync(() => Taken == default);
    }

    [Fact]
    public async Task Bodies_WhileTheyAreHeld_AreInTheMetricsToTheByte()
    {
        var backend = Backend(exchange => Task.CompletedTask);
        await StartAsync(backend);
        var running = AskAsync(Wire.Post(Wire.ChatPath, Wire.Chat(content: new string('x', 100_000))));
        var exchange = await backend.NextAsync();

        Assert.Equal(128 << 10, (await ScrapeAsync()).Value("balancer_buffered_bytes"));

        await exchange.AnswerAsync(Wire.ChatAnswer);
        await running;
        await Patience.UntilAsync(() => Taken == default);
        Assert.Equal(0, (await ScrapeAsync()).Value("balancer_buffered_bytes"));
    }

    private ScriptedBackend AnsweringBackend() => Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));

    private static void AssertRetryHints(RawAnswer refused) =>
        Assert.Equal(("1", "1000"), (refused.Header("Retry-After"), refused.Header("retry-after-ms")));
}
