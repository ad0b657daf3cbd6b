using System.Diagnostics;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>Before a client has seen any content, another backend may answer; after that never.</summary>
public sealed class FailoverTests : ServingTest
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(529)]
    [InlineData(429)]
    public async Task Answer_ThatItCannotServe_IsKeptBackAndTheOtherAnswers(int status)
    {
        var failing = Backend(exchange => exchange.AnswerAsync("no", status, headers: "x-of: b1\r\n"));
        var other = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(failing, other);

        var answer = await AskChatAsync();

        Assert.Equal((200, "b2", Wire.ChatAnswer), (answer.Status, answer.Header("x-balancer-backend"), answer.Text));
        Assert.Null(answer.Header("x-of"));
        Assert.Equal((1, 1), (failing.Requests.Length, other.Requests.Length));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(501)]
    public async Task Answer_ThatTheRequestIsWrong_IsTheClients(int status)
    {
        var backend = Backend(exchange => exchange.AnswerAsync("no", status));
        var other = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(backend, other);

        Assert.Equal((status, "no"), (await AskChatAsync() is var answer ? answer.Status : 0, answer.Text));
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task ServerError_OfEveryBackend_IsThatOfTheLastOne()
    {
        var backends = Backends(4, exchange => exchange.AnswerAsync("mine", 500));
        await StartAsync(backends);

        var answer = await AskChatAsync();

        Assert.Equal((500, "mine"), (answer.Status, answer.Text));
        Assert.Equal(3, backends.Sum(backend => backend.Requests.Length));
    }

    [Fact]
    public async Task Busy_OtherHasNoRoom_IsTheClientsWithItsRetryAfter()
    {
        var release = new SemaphoreSlim(0);
        var busy = Backend(exchange => exchange.AnswerAsync("busy", 429, headers: "Retry-After: 7\r\n"));
        var full = Backend(async exchange =>
        {
            await release.WaitAsync(Patience.Token);
            await exchange.AnswerAsync(Wire.ChatAnswer);
        });
        await StartAsync(options => options.Backends[1].MaxConcurrency = 1, busy, full);
        Gate.Disable(Gate.Fleet.Backends[0]);
        var first = AskChatAsync();
        await full.NextAsync();
        Gate.Enable(Gate.Fleet.Backends[0]);

        var answer = await AskChatAsync();

        Assert.Equal((429, "busy", "7"), (answer.Status, answer.Text, answer.Header("Retry-After")));
        release.Release();
        Assert.Equal(200, (await first).Status);
    }

    [Fact]
    public async Task Busy_WithRetryAfter_LeavesTheBackendAloneThatLong()
    {
        var busy = Backend(exchange => exchange.AnswerAsync("busy", 503, headers: "Retry-After: 30\r\n"));
        var other = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(options => options.Policy = "round-robin", busy, other);

        for (var i = 0; i < 10; i++)
            Assert.Equal(200, (await AskChatAsync()).Status);

        Assert.Single(busy.Requests);
    }

    [Fact]
    public async Task ServerError_OtherHasNoRoom_IsTheClientsAtOnce()
    {
        var release = new SemaphoreSlim(0);
        var failing = Backend(exchange => exchange.AnswerAsync("mine", 500));
        var full = Backend(async exchange =>
        {
            await release.WaitAsync(Patience.Token);
            await exchange.AnswerAsync(Wire.ChatAnswer);
        });
        await StartAsync(options => options.Backends[1].MaxConcurrency = 1, failing, full);
        Gate.Disable(Gate.Fleet.Backends[0]);
        var first = AskChatAsync();
        await full.NextAsync();
        Gate.Enable(Gate.Fleet.Backends[0]);

        var answer = await AskChatAsync();

        Assert.Equal((500, "mine"), (answer.Status, answer.Text));
        release.Release();
        await first;
    }

    [Fact]
    public async Task TimeoutInAHeader_ShorterThanTheOperators_MakesNoBackendSick()
    {
        var backends = Backends(3, exchange => exchange.Gone);
        await StartAsync(backends);

        for (var i = 0; i < 3; i++)
            await AskAsync(Wire.Post(
                Wire.ChatPath, Wire.Chat(stream: true), "x-balancer-first-token-timeout: 30ms"));

        Assert.All(Gate.Fleet.Backends, backend =>
            Assert.Equal(Health.HealthState.Starting, backend.Health.Read(Gate.NowSeconds).State));
    }

    [Theory]
    [InlineData("text/event-stream", "Content-Encoding: gzip\r\n")]
    [InlineData("application/json", "")]
    public async Task AnswerToAStream_ThatIsNoEventStream_IsNotSilentWhileItsBytesCome(string type, string headers)
    {
        await StartAsync(
            options => options.Timeouts = new TimeoutOptions { BetweenTokens = Short },
            Backend(async exchange =>
            {
                await exchange.WriteAsync(
                    $"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\n{headers}Transfer-Encoding: chunked\r\n\r\n");
                for (var i = 0; i < 10; i++)
                {
                    await Task.Delay(Short / 4);
                    await exchange.WriteChunkAsync("x");
                }

                await exchange.EndChunksAsync();
            }));

        var answer = await AskChatAsync(stream: true);

        Assert.Equal((true, 10), (answer.IsWhole, answer.Body.Length));
    }

    [Fact]
    public async Task Request_FailedByAllButOneIsWellAgain_GoesBackToItOnce()
    {
        var sends = 0;
        var first = Backend(exchange => Interlocked.Increment(ref sends) == 1
            ? exchange.CloseAsync()
            : exchange.AnswerAsync(Wire.ChatAnswer));
        var second = Backend(exchange =>
        {
            // While this one dies, the first is back.
            Gate.Observe(Gate.Fleet.Backends[0], Health.ProbeResult.Good);
            Gate.Observe(Gate.Fleet.Backends[0], new Learning.Outcome(
                Learning.OutcomeKind.Completed, 200, null, null, null, 0));
            exchange.Reset();
            return Task.CompletedTask;
        });
        await StartAsync(options => options.Failover = new FailoverOptions { Sends = 4 }, first, second);

        var answer = await AskChatAsync();

        Assert.Equal((200, "b1"), (answer.Status, answer.Header("x-balancer-backend")));
    }

    [Fact]
    public async Task Stream_RoleThenSilence_IsAnsweredByTheOtherWithoutATraceOfTheFirst()
    {
        var stalling = Backend(async exchange =>
        {
            await exchange.BeginStreamAsync();
            await exchange.WriteChunkAsync(": alive\n\n" + Wire.RoleEvent);
            await exchange.Gone;
        });
        var other = Backend(exchange => exchange.StreamAsync(
            System.Text.Encoding.UTF8.GetBytes(Wire.ContentEvent), System.Text.Encoding.UTF8.GetBytes(Wire.DoneEvent)));
        await StartAsync(FirstTokenIsShort, stalling, other);

        var answer = await AskChatAsync(stream: true);

        Assert.Equal((200, "b2"), (answer.Status, answer.Header("x-balancer-backend")));
        Assert.Equal(Wire.ContentEvent + Wire.DoneEvent, answer.Text);
        await (await stalling.NextAsync()).Gone.Within();
    }

    [Theory]
    [InlineData("")]
    [InlineData(": alive\n\n")]
    [InlineData(Wire.RoleEvent)]
    public async Task Stream_CutBeforeContent_IsAnsweredByTheOther(string beginning)
    {
        var cutting = Backend(async exchange =>
        {
            await exchange.BeginStreamAsync();
            await exchange.WriteChunkAsync(beginning);
            exchange.Reset();
        });
        var other = Backend(exchange => exchange.StreamAsync(
            System.Text.Encoding.UTF8.GetBytes(Wire.ContentEvent), System.Text.Encoding.UTF8.GetBytes(Wire.DoneEvent)));
        await StartAsync(cutting, other);

        Assert.Equal(Wire.ContentEvent + Wire.DoneEvent, (await AskChatAsync(stream: true)).Text);
        Assert.Single(cutting.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Answer_ThatIsNotHttp_IsAnsweredByTheOther(bool stream)
    {
        var talking = Backend(async exchange =>
        {
            await exchange.WriteAsync("220 mail.test ESMTP\r\n\r\n");
            await exchange.Gone;
        });
        var other = Backend(exchange => stream
            ? exchange.StreamAsync(
                System.Text.Encoding.UTF8.GetBytes(Wire.ContentEvent),
                System.Text.Encoding.UTF8.GetBytes(Wire.DoneEvent))
            : exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(talking, other);

        var answer = await AskChatAsync(stream);

        Assert.Equal((200, "b2"), (answer.Status, answer.Header("x-balancer-backend")));
        Assert.Equal(stream ? Wire.ContentEvent + Wire.DoneEvent : Wire.ChatAnswer, answer.Text);
        Assert.Single(talking.Requests);
    }

    [Fact]
    public async Task Stream_BeginningThenContent_ReachesTheClientWholeAndInOrder()
    {
        var backends = Backends(2, async exchange =>
        {
            await exchange.BeginStreamAsync();
            await exchange.WriteChunkAsync(": alive\n\n");
            await exchange.WriteChunkAsync(Wire.RoleEvent);
            await exchange.WriteChunkAsync(Wire.ContentEvent);
            await exchange.WriteChunkAsync(Wire.DoneEvent);
            await exchange.EndChunksAsync();
        });
        await StartAsync(backends);

        Assert.Equal(
            ": alive\n\n" + Wire.RoleEvent + Wire.ContentEvent + Wire.DoneEvent, (await AskChatAsync(stream: true)).Text);
    }

    [Fact]
    public async Task Stream_WithoutAnyContent_ReachesTheClientAllTheSame()
    {
        var backends = Backends(2, exchange => exchange.StreamAsync(
            System.Text.Encoding.UTF8.GetBytes(Wire.RoleEvent), ": bye\n\n"u8.ToArray()));
        await StartAsync(backends);

        Assert.Equal(Wire.RoleEvent + ": bye\n\n", (await AskChatAsync(stream: true)).Text);
    }

    [Fact]
    public async Task Stream_CutAfterContent_IsNeverAnsweredByAnother()
    {
        var backends = Backends(2, async exchange =>
        {
            await exchange.BeginStreamAsync();
            await exchange.WriteChunkAsync(Wire.ContentEvent);
            exchange.Reset();
        });
        await StartAsync(backends);

        ErrorShape.AssertEndsStream(await AskChatAsync(stream: true), Wire.ContentEvent, false, "answer_cut");
        Assert.Single(backends.SelectMany(backend => backend.Requests));
    }

    [Fact]
    public async Task Stream_SilentAfterContent_EndsWithAnError()
    {
        var backends = Backends(2, async exchange =>
        {
            await exchange.BeginStreamAsync();
            await exchange.WriteChunkAsync(Wire.ContentEvent);
            await exchange.Gone;
        });
        await StartAsync(options => options.Timeouts = new TimeoutOptions { BetweenTokens = Short }, backends);

        ErrorShape.AssertEndsStream(await AskChatAsync(stream: true), Wire.ContentEvent, false, "timeout");
        Assert.Single(backends.SelectMany(backend => backend.Requests));
    }

    [Fact]
    public async Task OtherRoute_ServerError_IsNeverSentTwice()
    {
        var backends = Backends(2, exchange => exchange.AnswerAsync("no", 500));
        await StartAsync(backends);

        var answer = await AskAsync(Wire.Post("/v1/files", "{}"u8));

        Assert.Equal((500, "no"), (answer.Status, answer.Text));
        Assert.Single(backends.SelectMany(backend => backend.Requests));
    }

    [Fact]
    public async Task Budget_IsSpent_ErrorsPassInsteadOfMultiplyingTheLoad()
    {
        var backends = Backends(2, exchange => exchange.AnswerAsync("no", 500));
        await StartAsync(
            options => options.Failover = new FailoverOptions { BudgetShare = 0.1, ReservePerSecond = 0 }, backends);

        for (var i = 0; i < 50; i++)
            Assert.Equal(500, (await AskChatAsync()).Status);

        Assert.InRange(backends.Sum(backend => backend.Requests.Length), 50, 55);
    }

    [Fact]
    public async Task Sends_One_NeverSendsTwice()
    {
        var backends = Backends(2, exchange => exchange.AnswerAsync("no", 500));
        await StartAsync(options => options.Failover = new FailoverOptions { Sends = 1 }, backends);

        Assert.Equal(500, (await AskChatAsync()).Status);
        Assert.Single(backends.SelectMany(backend => backend.Requests));
    }

    [Fact]
    public async Task ModelsOwnTimeout_ShorterThanTheGeneralOne_Holds()
    {
        await StartAsync(
            options => options.Models = new Dictionary<string, ModelOptions>
            {
                ["m"] = new() { Timeouts = new ModelTimeoutOptions { FirstToken = Short } },
            },
            Backend(exchange => exchange.Gone));

        var answer = await AskChatAsync(stream: true);

        Assert.Equal((504, "first_token_timeout"), (answer.Status, answer.Header("x-balancer-reason")));
    }

    [Theory]
    [InlineData("x-balancer-first-token-timeout: 0.3", "first_token_timeout")]
    [InlineData("x-balancer-first-token-timeout: 300ms", "first_token_timeout")]
    [InlineData("x-balancer-total-timeout: 0.3", "total_timeout")]
    public async Task TimeoutInAHeader_HoldsForThatRequest(string header, string reason)
    {
        await StartAsync(Backend(exchange => exchange.Gone));

        var answer = await AskAsync(Wire.Post(Wire.ChatPath, Wire.Chat(stream: true), header));

        Assert.Equal((504, reason), (answer.Status, answer.Header("x-balancer-reason")));
    }

    [Fact]
    public async Task TimeoutInAHeader_AboveTheCap_IsTheCap()
    {
        await StartAsync(
            options => options.Timeouts = new TimeoutOptions { FirstToken = Short, HeaderCap = 2 * Short },
            Backend(exchange => exchange.Gone));
        var started = Stopwatch.GetTimestamp();

        var answer = await AskAsync(
            Wire.Post(Wire.ChatPath, Wire.Chat(stream: true), "x-balancer-first-token-timeout: 1h"));

        Assert.Equal(504, answer.Status);
        Assert.InRange(Stopwatch.GetElapsedTime(started), 1.9 * Short, TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("0")]
    [InlineData("-1")]
    public async Task TimeoutInAHeader_ThatIsNone_Is400AndSaysWhatWouldBeRight(string value)
    {
        await StartAsync(Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer)));

        var answer = await AskAsync(Wire.Post(Wire.ChatPath, Wire.Chat(), $"x-balancer-total-timeout: {value}"));

        Assert.Equal(400, answer.Status);
        Assert.Contains("x-balancer-total-timeout", answer.Text, StringComparison.Ordinal);
        Assert.Contains("500ms", answer.Text, StringComparison.Ordinal);
    }

    private static void FirstTokenIsShort(BalancerOptions options) =>
        options.Timeouts = new TimeoutOptions { FirstToken = Short };
}
