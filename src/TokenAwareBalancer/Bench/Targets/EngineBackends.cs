using System.Globalization;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Engine;

namespace TokenAwareBalancer.Bench.Targets;

/// <summary>Simulated engines in this process, new ones for each policy and repeat.</summary>
internal sealed class EngineBackends : IBackendSource
{
    /// <summary>What the workloads' own texts are counted with, to the token.</summary>
    private const string Tokenizer = "o200k_base";

    private readonly int _engines;
    private readonly EngineOptions _engine;

    /// <param name="engines">How many.</param>
    /// <param name="engine">What each of them is, but for its seed.</param>
    public EngineBackends(int engines, EngineOptions engine)
    {
        _engines = engines;
        _engine = engine;
        Models = new Dictionary<string, ModelOptions> { [engine.Models[0]] = new() { Tokenizer = Tokenizer } };
    }

    public string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"{_engines} simulated engines in this process, {_engine.Profile.ToString().ToLowerInvariant()}");

    public IReadOnlyDictionary<string, ModelOptions> Models { get; }

    public async Task<RunningBackends> StartAsync(int seed, CancellationToken cancellationToken)
    {
        List<SimulatedEngine> running = [];
        try
        {
            for (var i = 0; i < _engines; i++)
                running.Add(await StartEngineAsync(seed, i, cancellationToken));
            return new RunningBackends([.. running.Select(Describe)], running);
        }
        catch
        {
            await new RunningBackends([], running).DisposeAsync();
            throw;
        }
    }

    private Task<SimulatedEngine> StartEngineAsync(int seed, int index, CancellationToken cancellationToken)
    {
        var engine = _engine.Clone();
        // All differ within a repeat, and are the same for each policy.
        engine.Seed = seed * _engines + index;
        return SimulatedEngine.StartAsync(engine, cancellationToken);
    }

    private static BackendOptions Describe(SimulatedEngine engine, int index) => new()
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"engine-{index + 1}"),
        Url = engine.Address,
    };
}
