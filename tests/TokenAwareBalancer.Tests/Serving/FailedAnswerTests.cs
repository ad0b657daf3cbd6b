using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>What a client is told when no backend gives it an answer.</summary>
public sealed class FailedAnswerTests : ServingTest
{
    [Theory]
    [InlineData(Wire.ChatPath, false, "server_error", "bad_gateway")]
    [InlineData(Wire.MessagesPath, true, "api_error", null)]
    [InlineData("/v1/messages/batches", true, "api_error", null)]
    [InlineData("/v1/embeddings", false, "server_error", "bad_gateway")]
    public async Task Request_EveryTryFailed_Is502InTheCallersShape(
        string path, bool anthropic, string type, string? code)
    {
        using var refusing = new RefusingPort();
        await StartAsync(options => options.Backends = [Option("b1", refusing.Address)]);

        var answer = await AskAsync(Wire.Post(path, Wire.Message()));

        ErrorShape.AssertTells(answer, anthropic, 502, "backends_failed", type, code);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2p1\r\n")]
    [InlineData("HTTP/1.1 abc\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n broken\r\n\r\n")]
    [InlineData("220 smtp ready\r\n\r\n")]
    public async Task Answer_OfBothThatIsNotHttp_Is502InvalidAnswer(string garbage)
    {
        async Task TalkNonsenseAsync(BackendExchange exchange)
        {
            await exchange.WriteAsync(garbage);
            await exchange.CloseAsync();
        }

        var backend = Backend(TalkNonsenseAsync);
        var other = Backend(TalkNonsenseAsync);
        await StartAsync(backend, other);

        var answer = await AskChatAsync();

        ErrorShape.AssertTells(answer, false, 502, "invalid_answer", "server_error", "bad_gateway");
        Assert.Equal((1, 1), (backend.Requests.Length, other.Requests.Length));
    }

    [Fact]
    public async Task Request_OnlyBackendOfItsModelFailed_IsNotSentToABackendOfOthers()
    {
        using var refusing = new RefusingPort();
        var other = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(options => options.Backends =
            [Option("b1", refusing.Address, "m"), Option("b2", other.Address, "n")]);

        var answer = await AskChatAsync();

        Assert.Equal((502, "b1"), (answer.Status, answer.Header("x-balancer-backend")));
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task Model_WithSettingsButWithoutABackend_Is503()
    {
        var other = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(options =>
        {
            options.Backends = [Option("b1", other.Address, "n")];
            options.Models = new Dictionary<string, Configuration.ModelOptions> { ["m"] = new() };
        });

        var answer = await AskChatAsync();

        ErrorShape.AssertTells(answer, false, 503, "no_backend", "server_error", "service_unavailable");
        Assert.Equal("1", answer.Header("Retry-After"));
        Assert.Empty(other.Requests);
    }
}
