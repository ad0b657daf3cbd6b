using TokenAwareBalancer.Demo.Scenarios;

namespace TokenAwareBalancer.Demo;

/// <summary>Measures every scenario under every policy and seed.</summary>
/// <remarks>
/// All policies of a seed run side by side, so that whatever disturbs this machine disturbs them alike. Fleets are
/// started before the clock, and stopped after it.
/// </remarks>
internal sealed class DemoRun
{
    private readonly IReadOnlyList<DemoScenario> _scenarios;
    private readonly IReadOnlyList<int> _seeds;
    private readonly int _seedsAtOnce;
    private readonly TimeProvider _time;

    public DemoRun(IReadOnlyList<DemoScenario> scenarios, IReadOnlyList<int> seeds, int seedsAtOnce, TimeProvider time)
    {
        _scenarios = scenarios;
        _seeds = seeds;
        _seedsAtOnce = seedsAtOnce;
        _time = time;
    }

    /// <summary>How many answers a run will get, for a progress bar.</summary>
    public int Answers => _seeds.Count * DemoPolicies.All.Count
        * _scenarios.Sum(scenario => scenario.SeedMultiple * scenario.Plan(1).Count);

    /// <param name="onAnswer">Called after each answer, on any thread.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DemoFailedException">There is no result.</exception>
    public async Task<DemoResult> RunAsync(Action onAnswer, CancellationToken cancellationToken)
    {
        List<CellResult> cells = [];
        List<MachineReading> machine = [];
        foreach (var seeds in _seeds.Chunk(_seedsAtOnce))
        {
            var (measured, reading) = await RunWaveAsync(seeds, onAnswer, cancellationToken);
            cells.AddRange(measured);
            machine.Add(reading);
        }
        return new DemoResult(_scenarios, _seeds, cells, MachineReading.Join(machine));
    }

    private async Task<(CellResult[] Cells, MachineReading Machine)> RunWaveAsync(
        int[] seeds, Action onAnswer, CancellationToken cancellationToken)
    {
        await using var wave = new DemoWave(_time);
        foreach (var scenario in _scenarios)
        {
            foreach (var seed in seeds.SelectMany(scenario.SeedsFor))
                await wave.AddAsync(scenario, seed, cancellationToken);
        }

        await using var watch = new MachineWatch(_time);
        var cells = await wave.RunAsync(onAnswer, cancellationToken);
        return (cells, await watch.StopAsync());
    }
}
