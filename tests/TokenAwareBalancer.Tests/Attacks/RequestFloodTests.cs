using TokenAwareBalancer.Authenticating;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Serving;

namespace TokenAwareBalancer.Attacks;

/// <summary>Thousands of small requests that are refused, each with something made up that must not be remembered.</summary>
[Collection(TimeCritical.Name)]
public sealed class RequestFloodTests : AttackTest
{
    private const int Requests = 3000;
    private const int Warm = 500;
    private const long MostGrowthBytes = 4 << 20;

    [Fact]
    public async Task Keys_MadeUp_Are401AndRememberedByNobody()
    {
        await StartUnderAttackAsync(options => options.Keys =
            [new ClientKeyOptions { Name = "team", Hash = KeyHash.Of("right").ToString() }]);

        await FloodAsync(Address, i => Wire.Post(Wire.ChatPath, Wire.Chat(), $"Authorization: Bearer wrong-{i}"), 401);

        AssertBackendSaw(0);
    }

    [Fact]
    public async Task Models_MadeUp_Are404AndRememberedByNobody()
    {
        await StartUnderAttackAsync(options => options.Backends = [Option("b1", options.Backends[0].Url!, "m")]);

        await FloodAsync(Address, i => Wire.Post(Wire.ChatPath, Wire.Chat(model: $"made-up-{i}")), 404);

        AssertBackendSaw(0);
    }

    [Fact]
    public async Task Paths_MadeUp_Are404AndRememberedByNobody()
    {
        await StartUnderAttackAsync();

        await FloodAsync(Address, i => Wire.Get($"/made/up/{i}"), 404);

        AssertBackendSaw(0);
    }

    [Fact]
    public async Task OperatorsPort_WithoutItsToken_Is401AndOthersAreServed()
    {
        await StartUnderAttackAsync(options => options.Admin.Token = "a-token-of-an-operator-0123456789");

        await FloodAsync(AdminAddress, i => Wire.Get($"/admin/backends?{i}", $"Authorization: Bearer wrong-{i}"), 401,
            scrape: false);

        AssertBackendSaw(0);
    }

    private async Task FloodAsync(Uri address, Func<int, byte[]> request, int status, bool scrape = true)
    {
        var client = Remember(await RawClient.ConnectAsync(address));
        for (var i = 0; i < Warm; i++)
            Assert.Equal(status, (await client.AskAsync(request(i))).Status);
        var linesBefore = scrape ? await MetricLinesAsync() : 0;
        var before = LiveBytes();

        for (var i = Warm; i < Warm + Requests; i++)
            Assert.Equal(status, (await client.AskAsync(request(i))).Status);

        // The test's own log remembers each request; what may not grow with them is the balancer.
        Assert.InRange(LiveBytes() - before - LogBytes(), long.MinValue, MostGrowthBytes);
        if (scrape)
            Assert.Equal(linesBefore, await MetricLinesAsync());
        await AssertNothingIsLeftAsync();
    }

    private long LogBytes() => Log.Lines.Sum(line => 200L + (2 * line.Text.Length));

    private async Task<int> MetricLinesAsync()
    {
        using var client = await RawClient.ConnectAsync(AdminAddress);
        return (await client.AskAsync(Wire.Get("/metrics"))).Text.Split('\n').Length;
    }
}
