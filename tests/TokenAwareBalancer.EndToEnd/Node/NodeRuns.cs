using TokenAwareBalancer.Engine;
using TokenAwareBalancer.Llama;
using TokenAwareBalancer.Running;
using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Node;

/// <summary>Runs each script once, against a balancer before every kind of backend that the scripts ask for.</summary>
public sealed class NodeRuns : IAsyncDisposable
{
    private const string Tokenizer = "o200k_base";

    private readonly LlamaFleet _fleet;
    private readonly Dictionary<string, NodeRun> _runs = [];
    private LlamaServer? _embedder;
    private SimulatedEngine? _cutting;
    private SimulatedEngine? _simulated;

    public NodeRuns(LlamaFleet fleet) => _fleet = fleet;

    /// <summary>Runs the script, unless it has been run. Skips the test when something is missing.</summary>
    internal async Task<NodeRun> RequireAsync(string script)
    {
        await NodeSetup.RequireAsync();
        var servers = await _fleet.RequireAsync();
        if (!_runs.TryGetValue(script, out var run))
            _runs[script] = run = await RunAsync(script, servers);
        return run;
    }

    public async ValueTask DisposeAsync()
    {
        if (_embedder is not null)
            await _embedder.DisposeAsync();
        if (_cutting is not null)
            await _cutting.DisposeAsync();
        if (_simulated is not null)
            await _simulated.DisposeAsync();
    }

    private async Task<NodeRun> RunAsync(string script, IReadOnlyList<LlamaServer> servers)
    {
        _embedder ??= await LlamaServer.StartAsync(LlamaSetup.Require(), embeds: true);
        _cutting ??= await SimulateAsync(new EngineOptions { Models = ["cut"], Failures = { Cut = 1 } });
        Assert.True(BuiltInTokenizers.TryGet(Tokenizer, out var counter));
        _simulated ??= await SimulateAsync(new EngineOptions { Models = ["simulated"], TokenCounter = counter });
        // A new one for each: the wait it asks for depends on what it has seen.
        await using var program = await BalancerProgram.ServeAsync(Configure(servers));
        var (address, operators) = await program.WaitUntilListeningAsync();
        return await NodeScript.RunAsync(script, new Dictionary<string, string>
        {
            ["BALANCER_URL"] = Bare(address),
            ["BALANCER_ADMIN_URL"] = Bare(operators),
            ["ENGINE_URLS"] = string.Join(' ', servers.Select(server => Bare(server.Address))),
        });
    }

    private static Task<SimulatedEngine> SimulateAsync(EngineOptions options)
    {
        options.Speed = 20;
        return SimulatedEngine.StartAsync(options, TestContext.Current.CancellationToken);
    }

    // llama-server has a line of its own: the balancer's has no place for the model "full".
    private string Configure(IReadOnlyList<LlamaServer> servers) => $$"""
        listen: 127.0.0.1:0
        admin: { listen: "127.0.0.1:0" }
        limits: { heldRequests: 0 }
        learnConcurrency: false
        logging: { level: none }
        backends:
          - { name: words-0, url: "{{servers[0].Address}}", models: [words] }
          - { name: words-1, url: "{{servers[1].Address}}", models: [words] }
          - { name: full-0, url: "{{servers[0].Address}}", models: [full], maxConcurrency: 1 }
          - { name: full-1, url: "{{servers[1].Address}}", models: [full], maxConcurrency: 1 }
          - { name: vectors, url: "{{_embedder!.Address}}", models: [vectors] }
          - { name: cut, url: "{{_cutting!.Address}}", models: [cut] }
          - { name: simulated, url: "{{_simulated!.Address}}", models: [simulated] }
          - { name: gone, url: "http://127.0.0.1:1", models: [gone] }
        models:
          simulated: { tokenizer: {{Tokenizer}} }
        """;

    private static string Bare(Uri address) => address.AbsoluteUri.TrimEnd('/');
}
