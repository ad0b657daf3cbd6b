using BenchmarkDotNet.Attributes;
using TokenAwareBalancer.Choosing;

namespace TokenAwareBalancer.Benchmarks.Choosing;

/// <summary>
/// One placement from the ledgers to the charged lease, and its settling; 1,000 other requests are in flight.
/// </summary>
/// <remarks>
/// The lease is what it allocates. <see cref="ChoiceReport"/> has the part of it that differs from policy to policy.
/// </remarks>
[MemoryDiagnoser]
public class PlacementBenchmarks
{
    private BusyFleet _fleet = null!;

    [Params(8, 256)]
    public int Backends { get; set; }

    [ParamsSource(nameof(PolicyNames))]
    public string Policy { get; set; } = BalancingPolicies.Default;

    public static IReadOnlyList<string> PolicyNames => BalancingPolicies.Names;

    [GlobalSetup]
    public void CreateFleet() => _fleet = new BusyFleet(Backends, Policy);

    [Benchmark]
    public bool PlaceAndSettle() => _fleet.Place(1000, 200).Settle();
}
