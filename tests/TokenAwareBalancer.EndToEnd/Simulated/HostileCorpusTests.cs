using TokenAwareBalancer.Engine;
using TokenAwareBalancer.Hostile;
using TokenAwareBalancer.Running;

namespace TokenAwareBalancer.Simulated;

/// <summary>The corpus of raw requests before an engine on Kestrel.</summary>
public sealed class HostileCorpusTests
{
    [Fact]
    public async Task Corpus_BeforeAnEngineOnKestrel_EndsAsItMust()
    {
        var options = new EngineOptions { Port = 0, Models = ["words"], Speed = 1000 };
        await using var engine = await SimulatedEngine.StartAsync(options, TestContext.Current.CancellationToken);
        await using var balancer = await RunningBalancer.StartAsync(engine.Address);

        await CorpusRun.AssertAsync(balancer);
    }
}
