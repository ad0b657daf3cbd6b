using BenchmarkDotNet.Attributes;
using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Estimating;

namespace TokenAwareBalancer.Benchmarks.Choosing;

/// <summary>The choice alone, among candidates that have been described; 1,000 requests are in flight.</summary>
[MemoryDiagnoser, MinColumn]
public class PolicyBenchmarks
{
    private IBalancingPolicy _policy = null!;
    private Candidate[] _candidates = null!;
    private long _choices;

    [Params(8, 256)]
    public int Backends { get; set; }

    [ParamsSource(nameof(PolicyNames))]
    public string Policy { get; set; } = BalancingPolicies.Default;

    public static IReadOnlyList<string> PolicyNames => BalancingPolicies.Names;

    [GlobalSetup]
    public void CreateFleet()
    {
        var fleet = new BusyFleet(Backends, Policy);
        (_policy, _candidates) = (fleet.Model.Policy, fleet.Describe());
    }

    /// <summary>A thousand a second, as it were.</summary>
    [Benchmark]
    public int Choose() => _policy.Choose(
        _candidates, new WorkEstimate(1000, 200, WorkEstimate.Unlimited), _choices++ / 1000.0);
}
