using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Engine;
using TokenAwareBalancer.Engine.Answering;
using TokenAwareBalancer.Engine.Identities;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Scraping;

namespace TokenAwareBalancer.Serving;

/// <summary>What engines say of themselves, as operators see it; and that it is never more than that.</summary>
public sealed class EngineStateTests : ServingTest
{
    private static readonly ScrapingOptions Often = new()
    {
        Interval = TimeSpan.FromMilliseconds(100),
        Timeout = TimeSpan.FromMilliseconds(500),
    };

    [Fact]
    public async Task Report_OfAnEngineWithTwoRanks_ShowsItsStateAndWhatIsNotOurs()
    {
        var release = new SemaphoreSlim(0);
        var backend = Backend(async exchange =>
        {
            if (exchange.Request.Method == "GET")
            {
                await exchange.AnswerAsync(MetricSamples.Read("vllm-two-ranks"), 200, "text/plain", "");
                return;
            }

            await release.WaitAsync(Patience.Token);
            await exchange.AnswerAsync(Wire.ChatAnswer);
        });
        await StartAsync(options => options.Scraping = Often, backend);
        var asked = Enumerable.Range(0, 3).Select(_ => AskChatAsync()).ToArray();
        await Patience.UntilAsync(() => Gate.Fleet.Backends[0].Engine is { LedgerRequests: 3 });

        var engine = await ReadEngineAsync();
        var metrics = await ScrapeAsync();
        release.Release(3);

        Assert.Equal("vLLM", engine.GetProperty("kind").GetString());
        Assert.Equal((12, 3), (Number(engine, "running"), Number(engine, "waiting")));
        Assert.Equal((0.5, 848_000), (Number(engine, "kvUse"), Number(engine, "kvCapacityTokens")));
        var others = engine.GetProperty("notThroughUs");
        Assert.Equal(
            (12, 10, 2),
            (Number(others, "requests"), Number(others, "estimatedRunning"), Number(others, "estimatedWaiting")));
        Assert.False(engine.GetProperty("isStale").GetBoolean());
        Assert.InRange(Number(engine, "ageSeconds"), 0, 5);
        Assert.InRange(engine.GetProperty("scrapedAt").GetDateTimeOffset() - TimeProvider.System.GetUtcNow(),
            -Patience.Limit, TimeSpan.Zero);
        Assert.Equal(12, metrics.Value("balancer_engine_running", "backend=\"b1\""));
        Assert.Equal(0.5, metrics.Value("balancer_engine_kv_use_ratio", "backend=\"b1\""));
        Assert.All(await Task.WhenAll(asked), answer => Assert.Equal(200, answer.Status));
    }

    [Fact]
    public async Task Report_OfAnEngineThatNoLongerAnswers_SaysThatItIsStale()
    {
        var isWell = true;
        var backend = Backend(exchange => Volatile.Read(ref isWell)
            ? exchange.AnswerAsync(MetricSamples.Read("tgi"), 200, "text/plain", "")
            : exchange.AnswerAsync("", 500));
        await StartAsync(options => options.Scraping = Often, backend);
        await Patience.UntilAsync(() => Gate.Fleet.Backends[0].Engine is not null);

        Volatile.Write(ref isWell, false);
        await Patience.UntilAsync(async () => (await ReadEngineAsync()).GetProperty("isStale").GetBoolean());

        var engine = await ReadEngineAsync();
        Assert.True(engine.GetProperty("isStale").GetBoolean());
        Assert.Equal((5, 3), (Number(engine, "running"), Number(engine, "waiting")));
        Assert.True((await ScrapeAsync()).Value("balancer_scrape_age_seconds", "backend=\"b1\"") > 0.8);
    }

    [Theory]
    [InlineData("absent")]
    [InlineData("error")]
    [InlineData("garbage")]
    [InlineData("reset")]
    [InlineData("silent")]
    public async Task Requests_AtAnEngineWithoutUsableMetrics_AreServedAsEver(string trouble)
    {
        var backend = Backend(exchange => exchange.Request.Method == "GET"
            ? MisbehaveAsync(exchange, trouble)
            : exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(options => options.Scraping = Often, backend);
        await Patience.UntilAsync(() => backend.Requests.Length >= 4);
        Assert.Empty(Gate.Fleet.Backends[0].Health.Transitions);

        for (var request = 0; request < 20; request++)
            Assert.Equal(200, (await AskChatAsync()).Status);

        Assert.True(backend.Requests.Count(request => request.Method == "GET") >= 4);
        await Patience.UntilAsync(async () => await CountCompletedAsync() == 20);
        Assert.Equal(20, await CountCompletedAsync());
        Assert.Equal(JsonValueKind.Null, (await ReadEngineAsync()).ValueKind);
        Assert.InRange(Log.Lines.Count(line => line.Category == "balancer.scraping"), 0, 1);
        Assert.DoesNotContain(Log.Lines, line => line.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Backend_WithScrapingOff_IsAskedNothing()
    {
        var (off, on) = (Backend(exchange => exchange.AnswerAsync("")), Backend(exchange => exchange.AnswerAsync("")));
        await StartAsync(
            options =>
            {
                options.Scraping = Often;
                options.Backends[0].Scraping.Enabled = false;
            },
            off, on);

        await Patience.UntilAsync(() => on.Requests.Length >= 3);

        Assert.NotEmpty(on.Requests);
        Assert.Empty(off.Requests);
    }

    [Theory]
    [InlineData("vllm", "vLLM", 4000)]
    [InlineData("sglang", "SGLang", 4000)]
    [InlineData("llama.cpp", "llama.cpp", null)]
    public async Task SimulatedEngine_WithOthersRequestsBesideOurs_TellsThemApart(
        string identity, string kind, int? kvCapacityTokens)
    {
        await using var engine = await SimulatedEngine.StartAsync(
            new EngineOptions
            {
                Identity = EngineIdentity.Find(identity)!,
                MaxConcurrency = 2,
                KvCacheTokens = 4000,
                AnswerTokens = AnswerLength.Fixed(100_000),
            },
            Patience.Token);
        await StartAsync(options =>
        {
            options.Backends = [Option("b1", engine.Address)];
            options.Scraping = Often;
        });
        using var aborting = new CancellationTokenSource();
        Uri[] callers = [engine.Address, engine.Address, engine.Address, Address];
        var asked = callers.Select(address => ChatAsync(address, aborting.Token)).ToArray();
        await Patience.UntilAsync(() =>
            Gate.Fleet.Backends[0].Engine is { Running: 2, Waiting: 2, LedgerRequests: 1 });

        var report = await ReadEngineAsync();
        await aborting.CancelAsync();

        Assert.Equal(kind, report.GetProperty("kind").GetString());
        Assert.Equal((2, 2), (Number(report, "running"), Number(report, "waiting")));
        Assert.Equal(3, Number(report.GetProperty("notThroughUs"), "requests"));
        var capacity = report.GetProperty("kvCapacityTokens");
        Assert.Equal(kvCapacityTokens, capacity.ValueKind == JsonValueKind.Null ? null : capacity.GetInt32());
        foreach (var chat in asked)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => chat.Within());
        await Patience.UntilAsync(() => Gate.Fleet.Backends[0].Engine is { OtherRequests: 0, Running: 0 });
        Assert.Equal(0, Gate.Fleet.Backends[0].Engine!.OtherRequests);
    }

    private static Task MisbehaveAsync(BackendExchange exchange, string trouble)
    {
        switch (trouble)
        {
            case "absent":
                return exchange.AnswerAsync("", 404);
            case "error":
                return exchange.AnswerAsync("", 500);
            case "garbage":
                return exchange.AnswerAsync("vllm:num_requests_running{engine=\"0\" \0\u00ff\n{\"a\": \"b\"");
            case "reset":
                exchange.Reset();
                return Task.CompletedTask;
            default:
                return exchange.Gone;
        }
    }

    private async Task ChatAsync(Uri address, CancellationToken cancellationToken)
    {
        using var response = await CreateHttpClient(address).PostAsJsonAsync(
            "v1/chat/completions",
            new { model = "m", messages = new[] { new { role = "user", content = "hello" } } }, cancellationToken);
    }

    private async Task<double> CountCompletedAsync() =>
        (await ScrapeAsync()).Value("balancer_requests_total", "outcome=\"completed\"");

    private async Task<JsonElement> ReadEngineAsync()
    {
        using var client = await RawClient.ConnectAsync(AdminAddress);
        var report = (await client.AskAsync(Wire.Get("/admin/backends"))).Json();
        return report.GetProperty("backends")[0].GetProperty("engine");
    }

    private static double Number(JsonElement part, string name) => part.GetProperty(name).GetDouble();
}
