using TokenAwareBalancer.Discovering.Engines;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>An engine's slots, as the balancer learns them at its start.</summary>
public sealed class LearnedConcurrencyTests : ServingTest
{
    [Fact]
    public async Task Burst_AtAnEngineWithSlots_WaitsHereAndNotThere()
    {
        var (running, mostRunning) = (0, 0);
        var release = new SemaphoreSlim(0);
        var backend = Backend(async exchange =>
        {
            if (exchange.Request.Method == "GET")
            {
                await exchange.AnswerAsync(EnginePages.LlamaCpp(slots: 2));
                return;
            }

            InterlockedMax(ref mostRunning, Interlocked.Increment(ref running));
            await release.WaitAsync(Patience.Token);
            Interlocked.Decrement(ref running);
            await exchange.AnswerAsync(Wire.ChatAnswer);
        });
        await StartAsync(options => options.LearnConcurrency = true, backend);
        await Patience.UntilAsync(() => Gate.Fleet.Backends[0].MaxConcurrency == 2);

        var asked = Enumerable.Range(0, 6).Select(_ => AskChatAsync()).ToArray();
        await Patience.UntilAsync(() => Gate.HeldRequests == 4 && Volatile.Read(ref running) == 2);
        Assert.Equal(4, Gate.HeldRequests);
        release.Release(6);
        var answers = await Task.WhenAll(asked);

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Equal(2, mostRunning);
    }

    [Theory]
    [InlineData(null, 3, "engine")]
    [InlineData(7, 7, "configuration")]
    public async Task Report_OfALimit_SaysWhoseItIs(int? configured, int limit, string source)
    {
        var backend = Backend(exchange => exchange.AnswerAsync(EnginePages.LlamaCpp()));
        await StartAsync(
            options =>
            {
                options.LearnConcurrency = true;
                options.Backends[0].MaxConcurrency = configured;
            },
            backend);
        await Patience.UntilAsync(() => Gate.Fleet.Backends[0].MaxConcurrency == limit);

        using var client = await RawClient.ConnectAsync(AdminAddress);
        var report = (await client.AskAsync(Wire.Get("/admin/backends"))).Json().GetProperty("backends")[0];

        Assert.Equal(limit, report.GetProperty("maxConcurrency").GetInt32());
        Assert.Equal(source, report.GetProperty("maxConcurrencyFrom").GetString());
    }

    [Fact]
    public async Task Engines_LearningIsOff_AreAskedNothing()
    {
        var backend = Backend(exchange => exchange.AnswerAsync(
            exchange.Request.Method == "GET" ? "{}" : Wire.ChatAnswer));
        await StartAsync(options => options.LearnConcurrency = false, backend);

        await AskChatAsync();

        Assert.Equal("POST", backend.OnlyRequest.Method);
    }

    [Fact]
    public async Task ModelList_SaysThatItIsABalancers()
    {
        await StartAsync(Backend(exchange => exchange.AnswerAsync("{}")));
        using var client = new EngineClient(EngineClient.AnswerLimit);

        var finding = await new EngineIdentifier(client).IdentifyAsync(Address, Patience.Token);

        Assert.Equal(FindingKind.Balancer, finding.Kind);
        Assert.Equal("token-aware-balancer", (await AskAsync(Wire.Get("/v1/models"))).Header("x-balancer"));
    }

    private static void InterlockedMax(ref int place, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref place)) < value && Interlocked.CompareExchange(ref place, value, seen) != seen)
        {
        }
    }
}
