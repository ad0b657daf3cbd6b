namespace TokenAwareBalancer.Discovering.Names;

/// <summary>One backend of several that a name stands for.</summary>
/// <param name="Host">An address, or the name of a host.</param>
/// <param name="Port">Null for the port of the url.</param>
/// <param name="Share">What its weight is multiplied by; 1 on the average of the name.</param>
internal sealed record FoundPlace(string Host, int? Port, double Share);
