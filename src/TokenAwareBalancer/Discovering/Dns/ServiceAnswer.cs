namespace TokenAwareBalancer.Discovering.Dns;

/// <summary>What a DNS server answered.</summary>
/// <param name="Code">Whether it could.</param>
/// <param name="IsTruncated">Whether there is more than fits: to be asked for over TCP.</param>
/// <param name="Records">What it knows; perhaps nothing.</param>
internal sealed record ServiceAnswer(DnsCode Code, bool IsTruncated, IReadOnlyList<ServiceRecord> Records);
