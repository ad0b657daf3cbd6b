using TokenAwareBalancer.Demo.Scenarios;
using TokenAwareBalancer.Load;
using TokenAwareBalancer.Statistics;
using TokenAwareBalancer.Workloads;

namespace TokenAwareBalancer.Demo;

/// <summary>One workload of one seed under one policy, on engines and a balancer of its own.</summary>
internal sealed class DemoCell : IAsyncDisposable
{
    private readonly DemoScenario _scenario;
    private readonly DemoFleet _fleet;
    private readonly InferenceClient _client;
    private readonly LoadLoop _loop;

    private DemoCell(DemoScenario scenario, CellKey key, DemoFleet fleet, TimeProvider time)
    {
        _scenario = scenario;
        Key = key;
        _fleet = fleet;
        _client = new InferenceClient(fleet.Address, time);
        _loop = scenario.CreateLoop(time);
    }

    public CellKey Key { get; }

    public static async Task<DemoCell> StartAsync(
        DemoScenario scenario, CellKey key, TimeProvider time, CancellationToken cancellationToken)
    {
        var engines = scenario.CreateEngines(key.Seed);
        var fleet = await DemoFleet.StartAsync(engines, key.Policy, cancellationToken: cancellationToken);
        return new DemoCell(scenario, key, fleet, time);
    }

    /// <param name="requests">The plan of the scenario for this cell's seed.</param>
    /// <param name="onAnswer">Called after each answer.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DemoFailedException">A request failed: there is no result.</exception>
    public async Task<CellResult> RunAsync(
        IReadOnlyList<PlannedRequest> requests, Action onAnswer, CancellationToken cancellationToken)
    {
        _loop.Answered += _ => onAnswer();
        var load = await _loop.RunAsync(_client, requests, LoadLimits.None, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (load.Timings.FirstOrDefault(static timing => !timing.IsComplete) is { } failed)
        {
            throw new DemoFailedException(
                $"{Key}: request {failed.Index + 1} did not get its whole answer ({failed.EndName}).");
        }
        var measured = load.Timings.Where(static timing => timing.IsMeasured).ToArray();
        return new CellResult(Key, Summarize(measured, t => t.FirstToken), Summarize(measured, t => t.WholeAnswer));
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _fleet.DisposeAsync();
    }

    private LatencySummary Summarize(AnswerTiming[] timings, Func<AnswerTiming, TimeSpan> select) =>
        LatencySummary.Of(timings.Select(timing => select(timing).TotalSeconds * _scenario.Speed));
}
