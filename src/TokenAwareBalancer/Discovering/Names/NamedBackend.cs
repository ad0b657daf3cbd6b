using TokenAwareBalancer.Configuration;

namespace TokenAwareBalancer.Discovering.Names;

/// <summary>A backend, and the entry of the configuration that it is by: its own, or one of a name.</summary>
/// <param name="Entry">With all its settings.</param>
/// <param name="Name">Unique in the fleet.</param>
/// <param name="Address">Where it is.</param>
/// <param name="HostHeader">What requests call its host; null for what the address says.</param>
/// <param name="Weight">Its part of the entry's.</param>
internal sealed record NamedBackend(
    BackendOptions Entry, string Name, Uri Address, string? HostHeader, double Weight);
