using System.Text;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>Whatever else is under <c>/v1</c> is passed through, not understood, and counted.</summary>
public sealed class OtherRouteTests : ServingTest
{
    [Theory]
    [InlineData("/v1/..%2Fmetrics")]
    [InlineData("/v1/x%2F..%2F..%2Fmetrics")]
    [InlineData("/v1/..%5Cmetrics")]
    [InlineData("/v1/%2e%2e%2Fmetrics")]
    public async Task Path_ThatABackendWouldResolveOutOfV1_IsUnknown(string path)
    {
        var backend = Backend(exchange => exchange.AnswerAsync("{}"));
        await StartAsync(backend);

        Assert.Equal(404, (await AskAsync(Wire.Get(path))).Status);
        Assert.Empty(backend.Requests);
    }

    [Theory]
    [InlineData("/v1/files/a%2Fb")]
    [InlineData("/v1/files/a%252Fb")]
    [InlineData("/v1/files/a%2Fb%20c?d=%2F")]
    public async Task Path_WithEscapedSlashes_ReachesTheBackendAsItWasSent(string path)
    {
        var backend = Backend(exchange => exchange.AnswerAsync("{}"));
        await StartAsync(backend);

        await AskAsync(Wire.Get(path));

        Assert.Equal($"GET {path} HTTP/1.1", backend.OnlyRequest.Lines[0]);
    }

    private static readonly byte[] Binary =
        [.. Enumerable.Range(0, 256).Select(value => (byte)value), 0xFF, 0, 0x0D, 0x0A];

    [Theory]
    [InlineData("GET", "/v1/x?b=1&b=2&c=%2F%20")]
    [InlineData("DELETE", "/v1/models/m")]
    [InlineData("GET", "/v1/files/a%2Fb?c=%2F")]
    [InlineData("OPTIONS", "/v1/chat/completions")]
    [InlineData("GET", "/v1/chat/completions")]
    [InlineData("PUT", "/v1/%C3%BC")]
    [InlineData("HEAD", "/v1/x")]
    public async Task Request_WithoutABody_IsPassedWithItsMethodAndTarget(string method, string target)
    {
        const string empty = "HTTP/1.1 200 OK\r\nX-E: 1\r\nContent-Length: 0\r\n\r\n";
        var backend = Backend(exchange => exchange.WriteAsync(empty));
        await StartAsync(backend);

        var answer = await AskAsync(Encoding.ASCII.GetBytes(Wire.Head(method, target)));

        Assert.Equal((200, "1", "b1"), (answer.Status, answer.Header("X-E"), answer.Header("x-balancer-backend")));
        Assert.Equal($"{method} {target} HTTP/1.1", backend.OnlyRequest.Lines[0]);
        Assert.Null(answer.Header("x-balancer-prompt-tokens"));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("QUERY")]
    public async Task Request_WithBinaryBytes_IsPassedByteForByteBothWays(string method)
    {
        var backend = Backend(exchange => exchange.AnswerAsync(Binary, 200, "audio/mpeg", ""));
        await StartAsync(backend);
        var head = Wire.Head(
            method, "/v1/audio/speech", "Content-Type: application/octet-stream", $"Content-Length: {Binary.Length}");

        var answer = await AskAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. Binary]);

        Assert.Equal(Binary, backend.OnlyRequest.Body);
        Assert.Equal(Binary, answer.Body);
        Assert.Equal("audio/mpeg", answer.Header("Content-Type"));
    }

    [Theory]
    [InlineData("[1,2]")]
    [InlineData("{broken")]
    [InlineData("{\"model\":7}")]
    [InlineData("{\"input\":\"x\"}")]
    public async Task Request_JsonThatIsNotUnderstood_IsPassedAllTheSame(string body)
    {
        var backend = Backend(exchange => exchange.AnswerAsync("{}"));
        await StartAsync(backend);

        var answer = await AskAsync(Wire.Post("/v1/classify", Encoding.UTF8.GetBytes(body)));

        Assert.Equal((200, body), (answer.Status, backend.OnlyRequest.Text));
    }

    [Fact]
    public async Task Request_PassedThrough_IsCountedAsARequestInTheLedgerAndTheMetrics()
    {
        var release = new SemaphoreSlim(0);
        var backend = Backend(async exchange =>
        {
            await release.WaitAsync(Patience.Token);
            await exchange.AnswerAsync("{}");
        });
        await StartAsync(backend);
        var asked = AskAsync(Wire.Post("/v1/moderations", """{"model":"m","input":"a long text"}"""u8));
        await backend.NextAsync();

        var during = InFlight(0);
        release.Release();
        await asked;
        await AssertSettledAsync();

        Assert.Equal(new Fleet.LedgerEntry(1, 0, 0, 0, 0) { PendingRequests = 1 }, during);
        await Patience.UntilAsync(async () => (await ScrapeAsync()).Value("balancer_requests_total") > 0);
        var metrics = await ScrapeAsync();
        Assert.Equal(1, metrics.Value("balancer_requests_total", "surface=\"other\"", "outcome=\"completed\""));
    }

    [Fact]
    public async Task Stream_OfARouteThatIsPassedThrough_ArrivesPieceByPiece()
    {
        var read = new SemaphoreSlim(0);
        await StartAsync(Backend(async exchange =>
        {
            await exchange.BeginStreamAsync();
            await exchange.WriteChunkAsync(Wire.ContentEvent);
            await read.WaitAsync(Patience.Token);
            await exchange.EndChunksAsync();
        }));
        var client = await ConnectAsync();

        await client.SendAsync(Wire.Post("/v1/images/generations", """{"model":"m","prompt":"h","stream":true}"""u8));
        await client.ReadHeadAsync();

        Assert.Equal(Wire.ContentEvent.Length, (await client.ReadBodyAsync(Wire.ContentEvent.Length)).Length);
        read.Release();
        Assert.Empty(await client.ReadPieceAsync());
    }
}
