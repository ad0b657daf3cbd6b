using TokenAwareBalancer.Demo.Scenarios;
using TokenAwareBalancer.Workloads;

namespace TokenAwareBalancer.Demo;

/// <summary>The cells that run at the same time.</summary>
/// <remarks>
/// They begin one after the other. A closed loop sends its first requests all at once, and those of sixty cells
/// together, two thousand, are two seconds of processor time that would be part of every answer.
/// </remarks>
internal sealed class DemoWave : IAsyncDisposable
{
    /// <summary>Twice what the first requests of a cell cost: eighty cells begin within seven seconds.</summary>
    private static readonly TimeSpan BeginInterval = TimeSpan.FromMilliseconds(80);

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
        var running = _cells.Select((_, index) => RunCellAsync(index, onAnswer, ending.Token)).ToList();
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

    private async Task<CellResult> RunCellAsync(int index, Action onAnswer, CancellationToken cancellationToken)
    {
        await Task.Delay(BeginInterval * index, _time, cancellationToken);
        var (cell, requests) = _cells[index];
        return await cell.RunAsync(requests, onAnswer, cancellationToken);
    }
}
