using System.Collections.Frozen;
using TokenAwareBalancer.Health;

namespace TokenAwareBalancer.Fleet;

/// <summary>What is configured about one inference server.</summary>
public sealed record BackendDefinition
{
    /// <summary>Unique in the fleet; shown in headers, metrics and logs.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Where the server is: scheme, host, port and path prefix, without <c>/v1</c>, with a slash at its end.
    /// </summary>
    public required Uri Address { get; init; }

    /// <summary>
    /// The host, and its port, that requests name where it is not the address's: of a server that was found by a name.
    /// </summary>
    public string? HostHeader { get; init; }

    /// <summary>The name of the configuration's entry; another than <see cref="Name"/> for one of several that were
    /// found by it.</summary>
    public string EntryName { get => field ?? Name; init; }

    /// <summary>Of no account unless the address is https.</summary>
    public BackendTls Tls { get; init; } = BackendTls.Usual;

    /// <summary>
    /// Model names as clients say them, each with the name this server knows; null serves every name.
    /// </summary>
    public FrozenDictionary<string, string>? Models { get; init; }

    /// <summary>Relative capacity, greater than 0.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>The most requests sent at once; null leaves it to what the engine tells.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>Whether a limit on what it gets at once is learned by watching, where nobody tells one.</summary>
    public bool ObservesConcurrency { get; init; } = true;

    /// <summary>How many tokens its KV cache holds; null leaves it to what the engine tells.</summary>
    public long? KvTokens { get; init; }

    /// <summary>Sent as a bearer token; null sends none.</summary>
    public Secret? ApiKey { get; init; }

    /// <summary>How much failure takes it out, and how it comes back.</summary>
    public HealthSettings Health { get; init; } = HealthSettings.Default;

    public FrozenDictionary<string, string> Labels { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Whether requests for this model may come here.</summary>
    public bool Serves(string model) => Models is null || Models.ContainsKey(model);

    /// <summary>Whether the two speak of the same server, however differently.</summary>
    public bool IsOfSameServerAs(BackendDefinition other) => Name == other.Name && Address == other.Address;

    /// <summary>The server's own name of a model.</summary>
    public string OwnNameOf(string model) => Models is not null && Models.TryGetValue(model, out var own) ? own : model;
}
