namespace TokenAwareBalancer.Configuration;

/// <summary>What DNS says of a backend's host.</summary>
internal enum DiscoveryKind
{
    /// <summary>Nothing that matters: the name is one backend, wherever it leads.</summary>
    None,

    /// <summary>Each of its addresses is a backend.</summary>
    Addresses,

    /// <summary>Each target of its SRV records is a backend.</summary>
    Services,
}
