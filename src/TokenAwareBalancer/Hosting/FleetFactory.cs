using System.Collections.Frozen;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Health;
using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Hosting;

/// <summary>Makes the fleet that the options describe.</summary>
internal static class FleetFactory
{
    public static FleetSnapshot Create(BalancerOptions options) => new(
        options.Backends.Select(backend => new Backend(Define(backend, options.Health))),
        options.Models.Select(model => new ModelDefinition(
            model.Key, model.Value.LoadedTokenizer ?? FindTokenizer(model.Value.Tokenizer))),
        options.Policy,
        // Replicas that drew alike would choose alike.
        seed: Random.Shared.Next());

    private static BackendDefinition Define(BackendOptions options, HealthOptions health) => new()
    {
        Name = options.Name,
        Address = options.Url,
        Models = options.Models?.ToFrozenDictionary(model => model.Name, model => model.BackendName ?? model.Name),
        Weight = options.Weight,
        MaxConcurrency = options.MaxConcurrency,
        ApiKey = options.ApiKey is { } key ? new Secret(key) : null,
        Health = Define(health, options.Health),
        Labels = options.Labels.ToFrozenDictionary(),
    };

    private static HealthSettings Define(HealthOptions general, BackendHealthOptions own) => new()
    {
        Window = general.Window,
        Failures = general.Failures,
        FailureShare = general.FailureShare,
        FailuresInARow = own.FailuresInARow ?? general.FailuresInARow,
        Suspicion = general.Suspicion,
        Ejection = own.Ejection ?? general.Ejection,
        LongestEjection = general.LongestEjection,
        Recovery = own.Recovery ?? general.Recovery,
        FirstShare = general.FirstShare,
        FailedProbes = own.FailedProbes ?? general.FailedProbes,
        GoodProbes = general.GoodProbes,
    };

    /// <summary>A built-in tokenizer by the name that a configuration gives it; null for one that is not known
    /// here.</summary>
    public static ITokenCounter? FindTokenizer(string name) =>
        BuiltInTokenizers.TryGet(name, out var counter) ? counter : null;
}
