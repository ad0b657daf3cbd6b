using TokenAwareBalancer.Simulating.Engines;

namespace TokenAwareBalancer.Simulating;

/// <summary>An engine of the fleet, and what is configured about it at the balancer.</summary>
/// <param name="Name">Unique in the fleet.</param>
/// <param name="Profile">What it is.</param>
public sealed record SimulatedBackend(string Name, HardwareProfile Profile)
{
    /// <summary>Relative capacity, as in the configuration of a balancer.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>The most requests sent at once; null is no limit but what its scraped metrics tell.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>Which of <see cref="SimulationPlan.Models"/> it serves; null serves all.</summary>
    public IReadOnlyList<int>? Models { get; init; }

    /// <summary>Several of the same kind, numbered from 1.</summary>
    public static IEnumerable<SimulatedBackend> Repeat(HardwareProfile profile, int count) =>
        Enumerable.Range(1, count).Select(number => new SimulatedBackend($"{profile.Name}-{number}", profile));
}
