using System.Text;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>What the backend reads above the body.</summary>
public sealed class RequestHeadTests : ServingTest
{
    [Fact]
    public async Task Head_OfAPlainRequest_HasOnlyWhereItCameFromAddedAndNothingMissing()
    {
        var backend = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(backend);
        var body = Wire.Chat();

        await AskAsync(Wire.Post(Wire.ChatPath + "?a=b%20c&d", body, "User-Agent: t/1", "X-Own: a, b", "Accept: */*"));

        string[] expected =
        [
            "POST /v1/chat/completions?a=b%20c&d HTTP/1.1", $"Host: {backend.Authority}", "User-Agent: t/1",
            "X-Own: a, b", "Accept: */*", "Content-Type: application/json", $"Content-Length: {body.Length}",
            "X-Forwarded-For: 127.0.0.1", "X-Forwarded-Proto: http", "X-Forwarded-Host: localhost", "Via: 1.1 balancer",
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), backend.OnlyRequest.Lines.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Connection: X-Hop", "X-Hop: 1", "X-Hop")]
    [InlineData("Keep-Alive: timeout=5", "", "Keep-Alive")]
    [InlineData("TE: trailers", "", "TE")]
    [InlineData("Proxy-Authorization: Basic eDp5", "", "Proxy-Authorization")]
    [InlineData("Proxy-Connection: keep-alive", "", "Proxy-Connection")]
    [InlineData("Trailer: x", "", "Trailer")]
    [InlineData("Upgrade: h2c", "", "Upgrade")]
    public async Task Head_HopByHopHeader_IsGone(string header, string companion, string name)
    {
        var backend = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(backend);
        string[] headers = companion.Length == 0 ? [header] : [header, companion];

        await AskAsync(Wire.Post(Wire.ChatPath, Wire.Chat(), headers));

        Assert.DoesNotContain(name, backend.OnlyRequest.HeaderNames, StringComparer.OrdinalIgnoreCase);
        Assert.DoesNotContain("Connection", backend.OnlyRequest.HeaderNames, StringComparer.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("tracestate", "a=1,b=2")]
    [InlineData("baggage", "k=v")]
    [InlineData("x-request-id", "mine-1")]
    [InlineData("accept-encoding", "gzip, br")]
    [InlineData("x-title", "Café ☕")]
    [InlineData("anthropic-version", "2023-06-01")]
    public async Task Head_ClientsOwnHeader_Passes(string name, string value)
    {
        var backend = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(backend);

        await AskAsync(Wire.Post(Wire.ChatPath, Wire.Chat(), $"{name}: {value}"));

        Assert.Equal(value, Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(backend.OnlyRequest.Header(name)!)));
    }

    [Theory]
    [InlineData("Set", "127.0.0.1", "http", "localhost", null, null, "1.1 balancer")]
    [InlineData("Append", "10.0.0.1, 127.0.0.1", "https", "a.example", "for=10.0.0.1;host=a, for=127.0.0.1;proto=http",
        "10.0.0.1", "1.1 front, 1.1 balancer")]
    [InlineData("Remove", null, null, null, null, null, "1.1 front")]
    public async Task Head_OfARequestThatWasForwarded_SaysWhatIsConfigured(
        string mode, string? client, string? scheme, string? host, string? forwarded, string? realIp, string via)
    {
        var backend = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(
            options => options.ForwardedHeaders = Enum.Parse<Configuration.ForwardedHeaders>(mode), backend);

        await AskAsync(Wire.Post(Wire.ChatPath, Wire.Chat(), "X-Forwarded-For: 10.0.0.1", "X-Forwarded-Proto: https",
            "X-Forwarded-Host: a.example", "Forwarded: for=10.0.0.1;host=a", "X-Real-IP: 10.0.0.1",
            mode == "Set" ? "X-Own: a" : "Via: 1.1 front"));

        var request = backend.OnlyRequest;
        Assert.Equal((client, scheme, host), (request.Header("X-Forwarded-For"), request.Header("X-Forwarded-Proto"),
            request.Header("X-Forwarded-Host")));
        Assert.Equal((forwarded, realIp, via),
            (request.Header("Forwarded"), request.Header("X-Real-IP"), request.Header("Via")));
    }

    /// <summary>Connection is the client's to fill, and what the balancer says is not.</summary>
    [Fact]
    public async Task Head_ConnectionNamesWhatTheBalancerSays_SaysItAllTheSame()
    {
        var backend = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(backend);

        await AskAsync(Wire.Post(Wire.ChatPath, Wire.Chat(), "Connection: keep-alive, X-Forwarded-For, Via"));

        Assert.Equal("127.0.0.1", backend.OnlyRequest.Header("X-Forwarded-For"));
    }

    /// <summary>The whole body is here: there is nothing to ask the backend for, and nothing to wait for.</summary>
    [Fact]
    public async Task Head_ClientExpectsContinue_IsToldByTheBalancerAndTheBackendIsNotAsked()
    {
        var backend = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(backend);
        var client = await ConnectAsync();
        var request = Wire.Post(Wire.ChatPath, Wire.Chat(), "Expect: 100-continue");
        var headLength = request.Length - Wire.Chat().Length;

        await client.SendAsync(request.AsMemory(..headLength));
        Assert.Equal(100, (await client.ReadHeadAsync()).Status);
        await client.SendAsync(request.AsMemory(headLength..));
        var answer = await client.ReadAnswerAsync();

        Assert.Equal(200, answer.Status);
        Assert.Null(backend.OnlyRequest.Header("Expect"));
    }

    [Fact]
    public async Task Head_BackendBehindAPathPrefix_KeepsThePrefix()
    {
        var backend = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(options => options.Backends = [Option("b1", new Uri(backend.Address, "engines/a/"))]);

        await AskChatAsync();

        Assert.Equal("/engines/a/v1/chat/completions", backend.OnlyRequest.Target);
    }
}
