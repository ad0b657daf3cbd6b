using TokenAwareBalancer.Demo.Scenarios;
using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Demo;

/// <summary>Everything that a demo measured.</summary>
internal sealed record DemoResult(
    IReadOnlyList<DemoScenario> Scenarios,
    IReadOnlyList<int> Seeds,
    IReadOnlyList<CellResult> Cells,
    MachineReading Machine)
{
    /// <summary>The seeds that a scenario was measured with.</summary>
    public IReadOnlyList<int> SeedsOf(DemoScenario scenario) => [.. Seeds.SelectMany(scenario.SeedsFor)];

    /// <summary>One latency of a policy in a scenario, by seed.</summary>
    public IReadOnlyList<LatencySummary> BySeed(
        DemoScenario scenario, string policy, Func<CellResult, LatencySummary> latency) =>
        [.. SeedsOf(scenario).Select(seed => latency(Find(new CellKey(scenario.Name, policy, seed))))];

    /// <summary>One policy against another, by one number of one latency.</summary>
    public PolicyComparison Compare(
        DemoScenario scenario,
        (string Policy, string Rival) pair,
        Func<CellResult, LatencySummary> latency,
        Metric metric) =>
        PolicyComparison.Of(BySeed(scenario, pair.Policy, latency), BySeed(scenario, pair.Rival, latency), metric);

    private CellResult Find(CellKey key) => Cells.Single(cell => cell.Key == key);
}
