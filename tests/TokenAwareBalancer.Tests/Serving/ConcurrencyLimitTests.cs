using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary><c>maxConcurrency</c>, the line before it, and what one is told who cannot stand in it.</summary>
public sealed class ConcurrencyLimitTests : ServingTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task Burst_OfTwoHundred_IsNeverMoreAtTheBackendThanItsLimit(int limit)
    {
        var backend = Backend(async exchange =>
        {
            await Task.Yield();
            await exchange.AnswerAsync(Wire.ChatAnswer);
        });
        await StartAsync(options => options.Backends[0].MaxConcurrency = limit, backend);

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => AskChatAsync()));

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.InRange(backend.MostInFlight, 1, limit);
    }

    [Fact]
    public async Task HeldRequests_AsPlacesBecomeFree_AreSentInTheOrderInWhichTheyCame()
    {
        var release = new SemaphoreSlim(0);
        var backend = Backend(async exchange =>
        {
            await release.WaitAsync(Patience.Token);
            await exchange.AnswerAsync(Wire.ChatAnswer);
        });
        await StartAsync(options => options.Backends[0].MaxConcurrency = 1, backend);
        var asked = new List<Task<RawAnswer>>();
        for (var i = 0; i < 20; i++)
        {
            asked.Add(AskAsync(Wire.Post(Wire.ChatPath, Wire.Chat(), $"x-place: {i}")));
            await Patience.UntilAsync(() => backend.Requests.Length + Gate.HeldRequests == asked.Count);
        }

        release.Release(20);
        await Task.WhenAll(asked);

        var places = backend.Requests.Select(sent => sent.Header("x-place"));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}"), places);
    }

    [Theory]
    [InlineData(Wire.ChatPath, false, "rate_limit_exceeded")]
    [InlineData(Wire.MessagesPath, true, null)]
    public async Task Request_LineIsFull_Is429WithBothRetryHints(string path, bool anthropic, string? code)
    {
        var (backend, running) = await StartBusyAsync(
            options => options.Limits = new LimitOptions { HeldRequests = 0 });

        var answer = await AskAsync(Wire.Post(path, Wire.Message()));

        ErrorShape.AssertTells(answer, anthropic, 429, "no_room", "rate_limit_error", code);
        var seconds = int.Parse(answer.Header("Retry-After")!, null);
        Assert.InRange(seconds, 1, 60);
        Assert.Equal($"{seconds * 1000}", answer.Header("retry-after-ms"));
        await EndAsync(backend, running);
    }

    [Fact]
    public async Task Request_HeldForItsTime_Is429()
    {
        var (backend, running) = await StartBusyAsync(
            options => options.Timeouts = new TimeoutOptions { Hold = TimeSpan.FromMilliseconds(100) });

        var answer = await AskChatAsync();

        ErrorShape.AssertTells(answer, false, 429, "hold_expired", "rate_limit_error", "rate_limit_exceeded");
        Assert.NotNull(answer.Header("Retry-After"));
        Assert.Equal(0, Gate.HeldRequests);
        await EndAsync(backend, running);
    }

    [Fact]
    public async Task Request_HoldIsOff_Is429AtOnce()
    {
        var (backend, running) = await StartBusyAsync(
            options => options.Timeouts = new TimeoutOptions { Hold = TimeSpan.Zero });

        Assert.Equal(429, (await AskChatAsync()).Status);
        await EndAsync(backend, running);
    }

    [Fact]
    public async Task Request_OneBackendIsFull_GoesToTheOther()
    {
        var other = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        var (backend, running) = await StartBusyAsync(_ => { }, other);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => AskChatAsync()));

        Assert.All(answers, answer => Assert.Equal("b2", answer.Header("x-balancer-backend")));
        await EndAsync(backend, running);
    }

    /// <summary>Starts with b1 full: it takes one request, which runs until the backend is asked to end it.</summary>
    private async Task<(BackendExchange Exchange, Task<RawAnswer> Running)> StartBusyAsync(
        Action<BalancerOptions> configure, params ScriptedBackend[] others)
    {
        var backend = Backend(exchange => Task.CompletedTask);
        await StartAsync(
            options =>
            {
                options.Backends[0].MaxConcurrency = 1;
                configure(options);
            },
            [backend, .. others]);
        var running = AskChatAsync();
        return (await backend.NextAsync(), running);
    }

    private static async Task EndAsync(BackendExchange exchange, Task<RawAnswer> running)
    {
        await exchange.AnswerAsync(Wire.ChatAnswer);
        Assert.Equal(200, (await running).Status);
    }
}
