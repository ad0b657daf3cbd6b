using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Discovering.Engines;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Scraping;

public sealed class EngineScraperTests : IAsyncDisposable
{
    private const string Page = "vllm:num_requests_running 5\nvllm:num_requests_waiting 1\n";

    private readonly EngineClient _client = new(EngineClient.AnswerLimit, Timeout.InfiniteTimeSpan);
    private readonly ScriptedBackend _engine;
    private readonly HandDrivenTime _time = new() { Now = TimeSpan.FromSeconds(100) };
    private Func<BackendExchange, Task> _answer = exchange => exchange.AnswerAsync(Page);

    public EngineScraperTests() => _engine = new ScriptedBackend(exchange => _answer(exchange));

    private IEnumerable<string> Targets => _engine.Requests.Select(request => request.Target);

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _engine.DisposeAsync();
    }

    [Fact]
    public async Task State_OfAnEngineThatTells_IsPublishedWithItsTimeAndFreshness()
    {
        var (backend, scraper) = Start(key: "sk-1");

        var result = await scraper.ScrapeAsync(Patience.Token);

        Assert.Equal(new ScrapeResult(ScrapeOutcome.Read, "vLLM"), result);
        Assert.Equal((5, 1, 6), (backend.Engine!.Running, backend.Engine.Waiting, backend.Engine.OtherRequests));
        Assert.Equal(100, backend.Engine.ScrapedAtSeconds);
        Assert.False(backend.Engine.IsStaleAt(107));
        Assert.True(backend.Engine.IsStaleAt(107.1));
        Assert.Equal("Bearer sk-1", _engine.OnlyRequest.Header("Authorization"));
    }

    [Theory]
    [InlineData(404, "not found")]
    [InlineData(401, "")]
    [InlineData(501, "{}")]
    [InlineData(302, "")]
    [InlineData(200, "<html>")]
    [InlineData(200, "")]
    [InlineData(200, "[{\"iter\": 1}]")]
    public async Task Engine_WithoutMetrics_IsAskedAtTheOtherPathNext(int status, string body)
    {
        var (backend, scraper) = Start();
        _answer = exchange => exchange.AnswerAsync(body, status);

        Assert.Equal(ScrapeOutcome.Absent, (await scraper.ScrapeAsync(Patience.Token)).Outcome);
        Assert.Null(backend.Engine);
        _answer = exchange => exchange.AnswerAsync(Page);
        await scraper.ScrapeAsync(Patience.Token);
        await scraper.ScrapeAsync(Patience.Token);

        Assert.Equal(["/metrics", "/prometheus/metrics", "/prometheus/metrics"], Targets);
        Assert.Equal(5, backend.Engine?.Running);
    }

    [Fact]
    public async Task Path_Configured_IsTheOnlyOne()
    {
        var (_, scraper) = Start(path: "own/page?x=1");
        _answer = exchange => exchange.AnswerAsync("", 404);

        await scraper.ScrapeAsync(Patience.Token);
        await scraper.ScrapeAsync(Patience.Token);

        Assert.Equal(["/own/page?x=1", "/own/page?x=1"], Targets);
    }

    [Theory]
    [InlineData("error")]
    [InlineData("reset")]
    [InlineData("silent")]
    [InlineData("endless")]
    [InlineData("garbled")]
    public async Task Engine_InTrouble_KeepsItsLastStateWhichAges(string trouble)
    {
        var (backend, scraper) = Start();
        await scraper.ScrapeAsync(Patience.Token);
        var last = backend.Engine;
        _time.Now = TimeSpan.FromSeconds(200);
        _answer = exchange => TroubleAsync(exchange, trouble);

        var result = await scraper.ScrapeAsync(Patience.Token);

        Assert.Equal(ScrapeOutcome.Failed, result.Outcome);
        Assert.Same(last, backend.Engine);
        Assert.True(last!.IsStaleAt(200));
        Assert.Equal("/metrics", Targets.Last());
    }

    [Fact]
    public async Task Scrape_WhenTheProgramStops_Ends()
    {
        var (_, scraper) = Start(timeoutSeconds: 60);
        _answer = _ => Task.Delay(Timeout.Infinite, Patience.Token);
        using var stopping = new CancellationTokenSource();

        var scraping = scraper.ScrapeAsync(stopping.Token);
        await _engine.NextAsync();
        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scraping.Within());
    }

    private static async Task TroubleAsync(BackendExchange exchange, string trouble)
    {
        switch (trouble)
        {
            case "error":
                await exchange.AnswerAsync(Page, 500);
                break;
            case "reset":
                exchange.Reset();
                break;
            case "silent":
                await Task.Delay(Timeout.Infinite, Patience.Token);
                break;
            case "endless":
                await exchange.AnswerAsync(new string('#', 5 << 20) + "\n" + Page);
                break;
            default:
                await exchange.WriteAsync("ICY 200 OK\r\n\r\n");
                exchange.Reset();
                break;
        }
    }

    private (Backend Backend, EngineScraper Scraper) Start(
        string? path = null, string? key = null, double timeoutSeconds = 1)
    {
        var backend = new Backend(new BackendDefinition
        {
            Name = "b",
            Address = _engine.Address,
            ApiKey = key is null ? null : new Secret(key),
        });
        var settings = new ScrapeSettings(
            true, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(timeoutSeconds), path);
        var gate = new AdmissionGate(new FleetSnapshot([backend], [], BalancingPolicies.Default), 0, _time);
        return (backend, new EngineScraper(_client, backend, settings, gate));
    }
}
