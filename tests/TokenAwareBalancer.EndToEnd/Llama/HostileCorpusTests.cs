using TokenAwareBalancer.Hostile;
using TokenAwareBalancer.Running;

namespace TokenAwareBalancer.Llama;

/// <summary>The corpus of raw requests before llama-server, which reads HTTP by other code than the balancer's.</summary>
[Collection(LlamaTests.Name)]
public sealed class HostileCorpusTests
{
    private readonly LlamaFleet _fleet;

    public HostileCorpusTests(LlamaFleet fleet) => _fleet = fleet;

    [Fact]
    public async Task Corpus_BeforeLlamaServer_EndsAsItMust()
    {
        var server = (await _fleet.RequireAsync())[0];
        await using var balancer = await RunningBalancer.StartAsync(server.Address);

        await CorpusRun.AssertAsync(balancer, isRealEngine: true);
    }
}
