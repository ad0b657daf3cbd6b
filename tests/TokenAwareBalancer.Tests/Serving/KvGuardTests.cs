using System.Text.Json;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary><c>kvTokens</c>, <c>kvGuard</c>, and what is seen of requests that wait for a cache.</summary>
public sealed class KvGuardTests : ServingTest
{
    private readonly SemaphoreSlim _release = new(0);

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 3)]
    public async Task Requests_BeyondTheCache_AreHeldWhileTheGuardIsOn(bool isOn, int sent)
    {
        var (backend, asked) = await StartFullAsync(options => options.KvGuard = isOn);

        await Patience.UntilAsync(() => backend.Requests.Length == sent && Gate.HeldRequests == 3 - sent);
        Assert.Equal((sent, 3 - sent), (backend.Requests.Length, Gate.HeldRequests));
        await EndAsync(asked);
    }

    [Fact]
    public async Task Report_OfABackendWithAFullCache_TellsNeedCapacityAndWhereItIsFrom()
    {
        var (_, asked) = await StartFullAsync(_ => { });
        await Patience.UntilAsync(() => Gate.HeldRequests == 2);

        var kv = (await ReadReportAsync()).GetProperty("kv");

        Assert.Equal(64, kv.GetProperty("capacityTokens").GetInt64());
        Assert.Equal("configuration", kv.GetProperty("capacityFrom").GetString());
        Assert.InRange(kv.GetProperty("estimatedNeedTokens").GetInt64(), 30, 1000);
        await EndAsync(asked);
        await Patience.UntilAsync(() => InFlight(0).Requests == 0);
        kv = (await ReadReportAsync()).GetProperty("kv");
        Assert.Equal(0, kv.GetProperty("estimatedNeedTokens").GetInt64());
        Assert.Equal(2, (await ScrapeAsync()).Value("balancer_hold_duration_seconds_count", "reason=\"kv\""));
    }

    [Fact]
    public async Task Request_CacheAndLineAreFull_Is429ThatSaysWhatIsFull()
    {
        var (_, asked) = await StartFullAsync(options => options.Limits = new LimitOptions { HeldRequests = 2 });
        await Patience.UntilAsync(() => Gate.HeldRequests == 2);

        var answer = await AskChatAsync();

        ErrorShape.AssertTells(answer, false, 429, "no_room", "rate_limit_error", "rate_limit_exceeded");
        Assert.Contains("KV cache", answer.Text, StringComparison.Ordinal);
        Assert.NotNull(answer.Header("Retry-After"));
        await EndAsync(asked);
    }

    private async Task<(ScriptedBackend Backend, Task<RawAnswer>[] Asked)> StartFullAsync(
        Action<BalancerOptions> configure)
    {
        var backend = Backend(async exchange =>
        {
            await _release.WaitAsync(Patience.Token);
            await exchange.AnswerAsync(Wire.ChatAnswer);
        });
        await StartAsync(
            options =>
            {
                options.Backends[0].KvTokens = 64;
                configure(options);
            },
            backend);
        return (backend, [.. Enumerable.Range(0, 3).Select(_ => AskChatAsync())]);
    }

    private async Task EndAsync(Task<RawAnswer>[] asked)
    {
        _release.Release(asked.Length);
        Assert.All(await Task.WhenAll(asked), answer => Assert.Equal(200, answer.Status));
    }

    private async Task<JsonElement> ReadReportAsync()
    {
        using var client = await RawClient.ConnectAsync(AdminAddress);
        return (await client.AskAsync(Wire.Get("/admin/backends"))).Json().GetProperty("backends")[0];
    }
}
