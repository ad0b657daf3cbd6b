namespace TokenAwareBalancer.Discovering.Dns;

/// <summary>An SRV record (RFC 2782): where an instance of a service is.</summary>
/// <param name="Priority">Lower goes first.</param>
/// <param name="Weight">Its part among those of the same priority.</param>
/// <param name="Port">Where it listens.</param>
/// <param name="Target">The name of its host, in lower case, without a dot at its end.</param>
/// <param name="TimeToLiveSeconds">How long this holds.</param>
internal sealed record ServiceRecord(int Priority, int Weight, int Port, string Target, long TimeToLiveSeconds);
