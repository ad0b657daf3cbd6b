namespace TokenAwareBalancer.Llama;

/// <summary>Two llama-servers for as long as their tests run, started by the first test that wants them.</summary>
public sealed class LlamaFleet : IAsyncDisposable
{
    private readonly List<LlamaServer> _servers = [];

    /// <summary>
    /// Starts them, or skips the test when there is no llama-server. Tests of a collection run in turn.
    /// </summary>
    internal async Task<IReadOnlyList<LlamaServer>> RequireAsync()
    {
        var setup = LlamaSetup.Require();
        while (_servers.Count < 2)
            _servers.Add(await LlamaServer.StartAsync(setup));
        return _servers;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
    }
}

/// <summary>The tests that share the two llama-servers, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class LlamaTests : ICollectionFixture<LlamaFleet>
{
    public const string Name = "llama-server";
}
