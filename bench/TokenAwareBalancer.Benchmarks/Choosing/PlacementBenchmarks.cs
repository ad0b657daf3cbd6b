using BenchmarkDotNet.Attributes;
using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Benchmarks.Choosing;

/// <summary>One placement from the ledgers to the charged lease, and its settling.</summary>
[MemoryDiagnoser]
public class PlacementBenchmarks
{
    private AdmissionGate _gate = null!;
    private ServedModel _model = null!;

    [Params(8, 256)]
    public int Backends { get; set; }

    [ParamsSource(nameof(PolicyNames))]
    public string Policy { get; set; } = BalancingPolicies.Default;

    public static IReadOnlyList<string> PolicyNames => BalancingPolicies.Names;

    [GlobalSetup]
    public void CreateFleet()
    {
        var backends = Enumerable.Range(0, Backends).Select(index => new Backend(
            new BackendDefinition { Name = $"b{index}", Address = new Uri("http://127.0.0.1:1") }));
        _gate = new AdmissionGate(new FleetSnapshot(backends, [], Policy), maxHeldRequests: 0, TimeProvider.System);
        _model = _gate.Fleet.FindModel("m"u8)!;
        for (var inFlight = 0; inFlight < 1000; inFlight++)
            Place(inFlight * 37 % 4000);
    }

    [Benchmark]
    public bool PlaceAndSettle() => Place(1000).Settle();

    private Lease Place(long promptTokens) =>
        _gate.TryPlace(_model, new WorkEstimate(promptTokens, 200, WorkEstimate.Unlimited), []).Placement.Lease;
}
