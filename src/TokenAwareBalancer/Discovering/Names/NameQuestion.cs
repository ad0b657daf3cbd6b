using TokenAwareBalancer.Configuration;

namespace TokenAwareBalancer.Discovering.Names;

/// <summary>What DNS is asked for the sake of one or several entries of the configuration.</summary>
/// <param name="Kind">Addresses or services.</param>
/// <param name="Host">The name.</param>
internal readonly record struct NameQuestion(DiscoveryKind Kind, string Host)
{
    /// <summary>Null for a backend whose name is not looked up here.</summary>
    public static NameQuestion? Of(BackendOptions backend) => backend.Discover == DiscoveryKind.None
        ? null
        : new(backend.Discover, backend.Url.IdnHost);

    public override string ToString() => Kind == DiscoveryKind.Services ? $"SRV {Host}" : Host;
}
