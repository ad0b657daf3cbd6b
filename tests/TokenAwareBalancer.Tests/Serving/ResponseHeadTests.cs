using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>What the client reads above the body.</summary>
public sealed class ResponseHeadTests : ServingTest
{
    [Fact]
    public async Task Head_OfTheBackend_Passes()
    {
        await StartAsync(Backend(exchange => exchange.AnswerAsync(
            Wire.ChatAnswer, 203, headers: "X-Engine: e\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nServer: engine\r\n")));

        var answer = await AskChatAsync();

        Assert.Equal(203, answer.Status);
        Assert.Equal("e", answer.Header("X-Engine"));
        Assert.Equal("engine", answer.Header("Server"));
        Assert.Equal("a=1, b=2", answer.Header("Set-Cookie"));
    }

    [Fact]
    public async Task Head_BackendClosesItsConnection_KeepsTheClients()
    {
        await StartAsync(Backend(async exchange =>
        {
            await exchange.AnswerAsync(Wire.ChatAnswer, headers: "Connection: close\r\nKeep-Alive: timeout=1\r\n");
            await exchange.CloseAsync();
        }));
        var client = await ConnectAsync();

        var first = await client.AskAsync(Wire.PostChat());
        var second = await client.AskAsync(Wire.PostChat());

        Assert.Null(first.Header("Connection"));
        Assert.Null(first.Header("Keep-Alive"));
        Assert.Equal(200, second.Status);
    }

    [Fact]
    public async Task RequestId_OfTheClient_ComesBack()
    {
        await StartAsync(Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer)));

        var answer = await AskAsync(Wire.Post(Wire.ChatPath, Wire.Chat(), "X-Request-Id: abc-1"));

        Assert.Equal("abc-1", answer.Header("x-request-id"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("X-Request-Id: has space")]
    [InlineData("X-Request-Id: ")]
    public async Task RequestId_NoneOrUnusable_IsMadeUpAnewForEach(string? header)
    {
        await StartAsync(Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer)));
        var request = Wire.Post(Wire.ChatPath, Wire.Chat(), header is null ? [] : [header]);

        var first = await AskAsync(request);
        var second = await AskAsync(request);

        Assert.StartsWith("req-", first.Header("x-request-id"), StringComparison.Ordinal);
        Assert.NotEqual(first.Header("x-request-id"), second.Header("x-request-id"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OwnHeaders_OfAnAnswer_NameTheBackendAndTheCountedPrompt(bool stream)
    {
        await StartAsync(Backend(exchange => stream
            ? exchange.StreamAsync("data: [DONE]\n\n"u8.ToArray())
            : exchange.AnswerAsync(Wire.ChatAnswer)));

        var answer = await AskChatAsync(stream);

        Assert.Equal("b1", answer.Header("x-balancer-backend"));
        // 3 for the message's frame, 3 for the reply, and 9 bytes of role and content at 4 bytes a token.
        Assert.Equal("9", answer.Header("x-balancer-prompt-tokens"));
        Assert.Null(answer.Header("x-balancer-reason"));
    }

    [Theory]
    [InlineData("204 No Content", "", "")]
    [InlineData("200 OK", "Content-Length: 0\r\n", "")]
    [InlineData("200 OK", "Transfer-Encoding: chunked\r\n", "0\r\n\r\n")]
    public async Task Answer_WithoutABody_IsWholeAndCarriesTheBalancersHeaders(
        string status, string headers, string body)
    {
        await StartAsync(Backend(exchange => exchange.WriteAsync($"HTTP/1.1 {status}\r\n{headers}\r\n{body}")));

        var answer = await AskChatAsync();

        Assert.True(answer.IsWhole);
        Assert.Equal(status[..3], $"{answer.Status}");
        Assert.Equal("b1", answer.Header("x-balancer-backend"));
    }
}
