using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Simulating;
using TokenAwareBalancer.Simulating.Engines;

namespace TokenAwareBalancer.Experiments.Fleets;

/// <summary>One engine as large and as fast as a whole fleet: what no choice of a backend could be unfair to.</summary>
/// <remarks>
/// Of K engines it has K times the token budget, requests and KV tokens, and the K-th part of b, c, d and e; a stays.
/// Where kinds differ the speeds are added and a is their harmonic mean. No bound for the TTFT of K engines, since it
/// prefills one prompt K times as fast, and none for E2E in the strict sense; but nothing waits in it while another
/// part of it is idle. Engines of slots become one of all slots if they are alike: then it is the one common line.
/// </remarks>
internal static class PooledEngine
{
    public const string Name = "pooled";

    /// <returns>Null for engines of slots that are not alike, which no one engine stands for.</returns>
    public static SimulatedBackend? Of(ExperimentFleet fleet)
    {
        var parts = fleet.Parts;
        if (parts.All(part => part.Profile.IsBatching))
            return new SimulatedBackend(Name, Batching(fleet));
        return parts.Count == 1
            ? new SimulatedBackend(
                Name, parts[0].Profile with { Name = Name, Slots = Count(fleet, one => one.Slots) })
            : null;
    }

    private static HardwareProfile Batching(ExperimentFleet fleet) => new()
    {
        Name = Name,
        Costs = new IterationCosts(
            fleet.Engines * Parallel(fleet, costs => costs.BaseMilliseconds),
            Parallel(fleet, costs => costs.PrefillTokenMilliseconds),
            Parallel(fleet, costs => costs.StreamMilliseconds),
            Parallel(fleet, costs => costs.ContextTokenMilliseconds),
            Parallel(fleet, costs => costs.AttentionPairMilliseconds)),
        TokenBudget = Count(fleet, one => one.TokenBudget),
        MaxRequests = Count(fleet, one => one.MaxRequests),
        KvTokens = (long)Sum(fleet, one => one.KvTokens, long.MaxValue),
        CachesPrefixes = fleet.Parts.Any(part => part.Profile.CachesPrefixes),
    };

    private static int Count(ExperimentFleet fleet, Func<HardwareProfile, int> of) =>
        (int)Sum(fleet, one => of(one), int.MaxValue);

    /// <summary>Of what has no limit it is more than fits, and stays without.</summary>
    private static Int128 Sum(ExperimentFleet fleet, Func<HardwareProfile, long> of, long most) => Int128.Min(
        most, fleet.Parts.Aggregate(Int128.Zero, (sum, part) => sum + (Int128)part.Count * of(part.Profile)));

    /// <summary>1 / Σ 1/x, which is 0 as soon as one of them is.</summary>
    private static double Parallel(ExperimentFleet fleet, Func<IterationCosts, double> of) =>
        1 / fleet.Parts.Sum(part => part.Count / of(part.Profile.Costs));
}
