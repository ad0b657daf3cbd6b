using System.Collections.Frozen;
using System.Collections.Immutable;
using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Fakes;

/// <summary>Short ways to a fleet, for tests.</summary>
internal static class TestFleet
{
    public const string Model = "m";

    public static Backend Backend(string name, double weight = 1, int? maxConcurrency = null, params string[] models) =>
        new(new BackendDefinition
        {
            Name = name,
            Address = new Uri("http://127.0.0.1:1"),
            Weight = weight,
            MaxConcurrency = maxConcurrency,
            Models = (models.Length > 0 ? models : [Model]).ToFrozenDictionary(model => model),
        });

    /// <summary>One whose KV cache has a size that is known.</summary>
    public static Backend Cache(string name, long kvTokens, int? maxConcurrency = null, params string[] models)
    {
        var definition = Backend(name, 1, maxConcurrency, models).Definition;
        return new(definition with { KvTokens = kvTokens });
    }

    public static FleetSnapshot Of(params IEnumerable<Backend> backends) =>
        new(backends, [], BalancingPolicies.Default);

    public static AdmissionGate Gate(FleetSnapshot fleet, int maxHeldRequests = 100, TimeProvider? time = null) =>
        new(fleet, maxHeldRequests, time ?? new ManualTimeProvider());

    public static ServedModel TheModel(this FleetSnapshot fleet) => fleet.FindModel("m"u8)!;

    public static WorkEstimate Work(long promptTokens, long outputTokens = 100) =>
        new(promptTokens, outputTokens, WorkEstimate.Unlimited);

    public static Placement Place(this AdmissionGate gate, WorkEstimate work, params ImmutableArray<Backend> tried)
    {
        var admission = gate.TryPlace(gate.Fleet.TheModel(), work, tried);
        Assert.Equal(AdmissionKind.Placed, admission.Kind);
        return admission.Placement;
    }
}
