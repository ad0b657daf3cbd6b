namespace TokenAwareBalancer.Discovering.Dns;

/// <summary>What came is no DNS message.</summary>
internal sealed class DnsFormatException(string message) : Exception(message);
