using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>A request that no backend has answered a byte to may be sent again, up to three times in all.</summary>
public sealed class AnotherTryTests : ServingTest
{
    [Fact]
    public async Task Request_FirstBackendRefusesConnections_IsAnsweredByTheOtherWithItsBodyIntact()
    {
        using var refusing = new RefusingPort();
        var other = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(Both(refusing.Address, other.Address));
        var body = Wire.Chat(content: new string('y', 200_000));

        for (var i = 0; i < 4; i++)
        {
            var answer = await AskAsync(Wire.Post(Wire.ChatPath, body));
            Assert.Equal((200, "b2"), (answer.Status, answer.Header("x-balancer-backend")));
        }

        Assert.All(other.Requests, request => Assert.Equal(body, request.Body));
        Assert.Equal(4, other.Requests.Length);
    }

    [Fact]
    public async Task Request_LostOnceWithoutAByte_IsSentAgainToTheSameBackendOnAFreshConnection()
    {
        var backend = Backend(exchange => ResetUnless(exchange, exchange.Request.Connection > 1));
        var other = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(backend, other);

        var answer = await AskChatAsync();

        Assert.Equal((200, "b1"), (answer.Status, answer.Header("x-balancer-backend")));
        Assert.Equal([1, 2], backend.Requests.Select(request => request.Connection));
        Assert.Empty(other.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Request_LostByBothSendsToOneBackend_GoesToTheOther(bool reset)
    {
        var dying = Backend(exchange => EndAsync(exchange, reset));
        var other = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(dying, other);

        var answer = await AskAsync(Wire.Post(Wire.ChatPath, Wire.Chat(content: "the body")));

        Assert.Equal((200, "b2"), (answer.Status, answer.Header("x-balancer-backend")));
        Assert.Equal(2, dying.Requests.Length);
        Assert.Equal(Wire.Chat(content: "the body"), other.OnlyRequest.Body);
    }

    [Fact]
    public async Task Request_ThatKillsEveryBackend_IsSentThreeTimesAtMost()
    {
        var backends = Backends(4, exchange => EndAsync(exchange, reset: true));
        await StartAsync(backends);

        var answer = await AskChatAsync();

        Assert.Equal((502, "backends_failed"), (answer.Status, answer.Header("x-balancer-reason")));
        Assert.Equal(3, backends.Sum(backend => backend.Requests.Length));
        Assert.Equal(2, backends.Count(backend => backend.Requests.Length > 0));
    }

    [Fact]
    public async Task Request_EveryBackendRefuses_Is502AfterAllOfThem()
    {
        using var refusing = new RefusingPort();
        await StartAsync(options => options.Backends =
            [.. Enumerable.Range(1, 5).Select(i => Option($"b{i}", refusing.Address))]);

        var answer = await AskChatAsync();
        var metrics = await ScrapeAsync();

        Assert.Equal((502, "backends_failed"), (answer.Status, answer.Header("x-balancer-reason")));
        Assert.Equal(5, metrics.Value("balancer_tries_total", "result=\"unreachable\""));
    }

    [Fact]
    public async Task Requests_SomeBackendsRefuse_AreAllAnsweredAndSoonPassThemOver()
    {
        using var refusing = new RefusingPort();
        var good = Backends(2, exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(options => options.Backends =
        [
            .. Enumerable.Range(1, 5).Select(i => Option($"dead{i}", refusing.Address)),
            Option("good1", good[0].Address), Option("good2", good[1].Address),
        ]);

        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => AskChatAsync()));
        var unreachable = (await ScrapeAsync()).Value("balancer_tries_total", "result=\"unreachable\"");
        var later = await AskChatAsync();

        Assert.All(answers.Append(later), answer => Assert.Equal(200, answer.Status));
        Assert.Equal(unreachable, (await ScrapeAsync()).Value("balancer_tries_total", "result=\"unreachable\""));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{")]
    public async Task Request_LostAfterAByteOfItsAnswersBody_IsNeverSentAgain(string begun)
    {
        var backends = Backends(2, async exchange =>
        {
            await exchange.WriteAsync(begun);
            await exchange.CloseAsync();
        });
        await StartAsync(backends);

        var client = await ConnectAsync();
        await client.SendAsync(Wire.PostChat(stream: true));
        await ReadAnythingAsync(client);

        Assert.Single(backends.SelectMany(backend => backend.Requests));
    }

    private static Action<BalancerOptions> Both(Uri first, Uri second) =>
        options => options.Backends = [Option("b1", first), Option("b2", second)];

    private static Task ResetUnless(BackendExchange exchange, bool answers) =>
        answers ? exchange.AnswerAsync(Wire.ChatAnswer) : EndAsync(exchange, reset: true);

    private static Task EndAsync(BackendExchange exchange, bool reset)
    {
        if (!reset)
            return exchange.CloseAsync();
        exchange.Reset();
        return Task.CompletedTask;
    }

    private static async Task ReadAnythingAsync(RawClient client)
    {
        try
        {
            await client.ReadAnswerAsync();
        }
        catch (IOException)
        {
            // Broken, because the answer could not be made whole.
        }
    }
}
