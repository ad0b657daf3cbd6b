using TokenAwareBalancer.Demo.Load;
using TokenAwareBalancer.Demo.Scenarios;

namespace TokenAwareBalancer.Demo;

/// <summary>The cells that run at the same time.</summary>
internal sealed class DemoWave : IAsyncDisposable
{
    private readonly List<(DemoCell Cell, IReadOnlyList<PlannedRequest> Requests)> _cells = [];
    private readonly TimeProvider _time;

    public DemoWave(TimeProvider time) => _time = time;

    /// <summary>Starts the fleets of one seed of a scenario, one for each policy; nothing is sent yet.</summary>
    public async Task AddAsync(DemoScenario scenario, int seed, CancellationToken cancellationToken)
    {
        var requests = scenario.Plan(seed);
        foreach (var policy in DemoPolicies.All)
        {
            var key = new CellKey(scenario.Name, policy, seed);
            _cells.Add((await DemoCell.StartAsync(scenario, key, _time, cancellationToken), requests));
        }
    }

    /// <summary>Runs all cells; the first that fails ends the others.</summary>
    public async Task<CellResult[]> RunAsync(Action onAnswer, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = _cells.ConvertAll(one => one.Cell.RunAsync(one.Requests, onAnswer, ending.Token));
        // Not canceled: no cell may still run when its fleet is stopped.
        await foreach (var ended in Task.WhenEach(running).WithCancellation(CancellationToken.None))
        {
            if (ended.IsCompletedSuccessfully)
                continue;
            await ending.CancelAsync();
            await ((Task)Task.WhenAll(running)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await ended;
        }
        return await Task.WhenAll(running);
    }

    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(_cells.Select(one => one.Cell.DisposeAsync().AsTask()));
}
