using System.Globalization;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Engine;
using TokenAwareBalancer.Hosting;

namespace TokenAwareBalancer.Demo;

/// <summary>Engines and a balancer before them, as a deployment has them, in this process.</summary>
internal sealed class DemoFleet : IAsyncDisposable
{
    public const string Model = "demo-model";
    public const string Tokenizer = "o200k_base";

    private static readonly Dictionary<string, ModelOptions> Models =
        new() { [Model] = new() { Tokenizer = Tokenizer } };

    private readonly IReadOnlyList<SimulatedEngine> _engines;
    private readonly BalancerHost _balancer;

    private DemoFleet(IReadOnlyList<SimulatedEngine> engines, BalancerHost balancer)
    {
        _engines = engines;
        _balancer = balancer;
    }

    /// <summary>Where clients connect.</summary>
    public Uri Address => _balancer.DataAddresses[0];

    /// <summary>Where operators connect.</summary>
    public Uri AdminAddress => _balancer.AdminAddresses[0];

    /// <param name="engines">What each engine is; their ports are free ones.</param>
    /// <param name="policy">How the balancer chooses.</param>
    /// <param name="port">The clients' port; 0 takes a free one.</param>
    /// <param name="adminPort">The operators' port; 0 takes a free one.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="IOException">A port is taken.</exception>
    public static async Task<DemoFleet> StartAsync(
        IEnumerable<EngineOptions> engines,
        string policy,
        int port = 0,
        int adminPort = 0,
        CancellationToken cancellationToken = default)
    {
        List<SimulatedEngine> running = [];
        try
        {
            foreach (var engine in engines)
                running.Add(await SimulatedEngine.StartAsync(engine, cancellationToken));
            var options = LocalBalancer.Configure(
                policy, [.. running.Select(Describe)], Models, port, adminPort);
            var balancer = await BalancerHost.StartAsync(options, LocalBalancer.Silence, cancellationToken: cancellationToken);
            return new DemoFleet(running, balancer);
        }
        catch
        {
            await StopAsync(running);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Engines first: what is still running ends at once, and the balancer has nothing to wait for.
        await StopAsync(_engines);
        await _balancer.StopAsync();
        await _balancer.DisposeAsync();
    }

    private static Task StopAsync(IEnumerable<SimulatedEngine> engines) =>
        Task.WhenAll(engines.Select(engine => engine.StopAsync()));

    private static BackendOptions Describe(SimulatedEngine engine, int index) => new()
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"engine-{index + 1}"),
        Url = engine.Address,
        Models = [new() { Name = Model }],
    };
}
