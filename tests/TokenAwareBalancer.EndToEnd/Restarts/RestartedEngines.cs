using TokenAwareBalancer.Llama;

namespace TokenAwareBalancer.Restarts;

/// <summary>Two llama-servers that can be killed and started again where they were.</summary>
internal sealed class RestartedEngines : IAsyncDisposable
{
    private readonly LlamaSetup _setup;
    private readonly int _slots;
    private readonly List<LlamaServer> _servers = [];

    private RestartedEngines(LlamaSetup setup, int slots)
    {
        _setup = setup;
        _slots = slots;
    }

    public IReadOnlyList<Uri> Addresses => [.. _servers.Select(server => server.Address)];

    public static async Task<RestartedEngines> StartAsync(LlamaSetup setup, int slots)
    {
        var engines = new RestartedEngines(setup, slots);
        try
        {
            while (engines._servers.Count < 2)
                engines._servers.Add(await LlamaServer.StartAsync(setup, slots: slots));
            return engines;
        }
        catch
        {
            await engines.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills one with SIGKILL, and starts it again on its port when it has been down for a while.</summary>
    public async Task RestartAsync(int number, TimeSpan downtime)
    {
        var port = _servers[number].Address.Port;
        await _servers[number].DisposeAsync();
        await Task.Delay(downtime, TestContext.Current.CancellationToken);
        _servers[number] = await LlamaServer.StartAsync(_setup, slots: _slots, port: port);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
    }
}
