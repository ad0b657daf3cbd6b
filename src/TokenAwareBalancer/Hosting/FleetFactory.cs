using System.Collections.Frozen;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Discovering.Names;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Health;
using TokenAwareBalancer.Tokenizing;
using TokenAwareBalancer.Understanding.Counting;

namespace TokenAwareBalancer.Hosting;

/// <summary>Makes the fleet that the options describe.</summary>
internal static class FleetFactory
{
    /// <param name="options">Valid options.</param>
    /// <param name="names">What is known of names that stand for several backends.</param>
    /// <param name="previous">The fleet that this one replaces: backends of the same name and address stay.</param>
    /// <param name="counting">How prompts are counted; null as in the previous fleet.</param>
    public static FleetSnapshot Create(
        BalancerOptions options, KnownNames names, FleetSnapshot? previous = null, CountingSettings? counting = null)
    {
        var definitions = FleetNames.Resolve(options, names, previous)
            .Select(backend => Define(backend, options.Health) with
            {
                ObservesConcurrency = options.LearnConcurrency,
            })
            .ToArray();
        return new FleetSnapshot(
            definitions.Select(definition => Keep(definition, previous)),
            Models(options),
            options.Policy,
            previous,
            // Replicas that drew alike would choose alike.
            seed: Random.Shared.Next(),
            counting: counting,
            definitions: definitions)
        {
            // Also while DNS knows none of its backends: its requests are told to come again, not that it is unknown.
            TakesAnyModel = options.Backends.Any(backend => backend.Models is null),
        };
    }

    // With those of entries that stand for nobody just now, for the same reason.
    private static IEnumerable<ModelDefinition> Models(BalancerOptions options)
    {
        BuiltInTokenizers.Preload(options.Models.Values.Select(model => model.Tokenizer));
        return options.Models
            .Select(model => Define(model.Key, model.Value) with { OwnNames = OwnNamesOf(model.Key, options) })
            .Concat(options.Backends.SelectMany(backend => backend.Models ?? []).Select(model => new ModelDefinition(
                model.Name, TokenCounterFrom: TokenizerOrigin.ModelName)
            { OwnNames = OwnNamesOf(model.Name, options) }));
    }

    // Of all entries: which tokenizer it is must not change with what DNS says of them.
    private static string[] OwnNamesOf(string model, BalancerOptions options) =>
    [
        .. options.Backends
            .SelectMany(backend => backend.Models?.Where(own => own.Name == model).Select(own => own.BackendName ?? model)
                ?? [model])
            .DefaultIfEmpty(model),
    ];

    private static ModelDefinition Define(string name, ModelOptions options) => new(
        name,
        options.LoadedTokenizer ?? FindTokenizer(options.Tokenizer),
        options.Tokenizer == ModelOptions.AutomaticTokenizer
            ? TokenizerOrigin.ModelName
            : TokenizerOrigin.Configuration);

    private static Backend Keep(BackendDefinition definition, FleetSnapshot? previous) =>
        previous?.Backends.FirstOrDefault(old => old.Definition.IsOfSameServerAs(definition))
        ?? new Backend(definition);

    private static BackendDefinition Define(NamedBackend backend, HealthOptions health) => Define(backend.Entry, health) with
    {
        Name = backend.Name,
        EntryName = backend.Entry.Name,
        Address = backend.Address,
        HostHeader = backend.HostHeader,
        Weight = backend.Weight,
    };

    private static BackendDefinition Define(BackendOptions options, HealthOptions health) => new()
    {
        Name = options.Name,
        Address = options.Url,
        Tls = Define(options.Tls),
        Models = options.Models?.ToFrozenDictionary(model => model.Name, model => model.BackendName ?? model.Name),
        MaxConcurrency = options.MaxConcurrency,
        KvTokens = options.KvTokens,
        ApiKey = options.ApiKey is { } key ? new Secret(key) : null,
        Health = Define(health, options.Health),
        Labels = options.Labels.ToFrozenDictionary(),
    };

    private static BackendTls Define(BackendTlsOptions? options) => options is null ? BackendTls.Usual : new()
    {
        AuthorityFile = options.Ca,
        ServerName = options.ServerName,
        CertificateFile = options.Certificate,
        KeyFile = options.Key,
        Password = options.Password is { } password ? new Secret(password) : null,
        IsInsecure = options.Insecure,
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

    /// <summary>A built-in tokenizer by the name that a configuration gives it; null for any other.</summary>
    public static ITokenCounter? FindTokenizer(string name) =>
        BuiltInTokenizers.TryGet(name, out var counter) ? counter : null;
}
