using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Engine;

namespace TokenAwareBalancer.Bench.Targets;

/// <summary>Backends that are ready, and the engines among them that end with it.</summary>
internal sealed class RunningBackends : IAsyncDisposable
{
    private readonly IReadOnlyList<SimulatedEngine> _engines;

    public RunningBackends(IReadOnlyList<BackendOptions> options, IReadOnlyList<SimulatedEngine> engines)
    {
        Options = options;
        _engines = engines;
    }

    public IReadOnlyList<BackendOptions> Options { get; }

    public async ValueTask DisposeAsync() => await Task.WhenAll(_engines.Select(static engine => engine.StopAsync()));
}
