using System.Text;
using Microsoft.AspNetCore.Http;
using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Observing.Metrics;
using TokenAwareBalancer.Receiving;
using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Understanding;

public sealed class CountingFallbackTests
{
    [Fact]
    public async Task Understand_TokenizerFails_EstimatesFromBytesAndCountsTheFailure()
    {
        using var host = new MetricsHost();
        using var longCounts = new LongCounts(1 << 20, 1, TimeProvider.System);
        var backend = new Backend(new BackendDefinition { Name = "b", Address = new Uri("http://127.0.0.1:1") });
        var fleet = new FleetSnapshot(
            [backend], [new ModelDefinition("m", new ThrowingTokenCounter())], BalancingPolicies.Default);
        var stage = new UnderstandingStage(
            new AdmissionGate(fleet, 0, TimeProvider.System), longCounts, new BalancerMetrics(host.Factory));
        using var exchange = await ReceiveAsync("""{"model":"m","messages":[{"role":"user","content":"0123456789ab"}]}""");

        Assert.Null(await stage.UnderstandAsync(exchange));

        // Six of format, sixteen bytes of role and content, mostly digits, at 3.7 a token.
        Assert.Equal((11, false), (exchange.Profile.PromptTokens, exchange.Profile.Prompt.IsExact));
        Assert.Contains("balancer_fallbacks_total{stage=\"counting\"} 1", await host.ScrapeAsync(), StringComparison.Ordinal);
    }

    private static async Task<Exchange> ReceiveAsync(string body)
    {
        var http = new DefaultHttpContext();
        http.Request.Method = "POST";
        http.Request.Path = "/v1/chat/completions";
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        var exchange = new Exchange(http, 0);
        using var deadline = new BodyDeadline(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), TimeProvider.System);
        await exchange.Body.ReadAsync(http.Request, 1 << 20, new BodyMemory(1 << 20), deadline);
        return exchange;
    }

    private sealed class ThrowingTokenCounter : ITokenCounter
    {
        public string Name => "throwing";

        public int CountTokens(ReadOnlySpan<byte> utf8Text) => throw new InvalidOperationException("A defect.");
    }
}
