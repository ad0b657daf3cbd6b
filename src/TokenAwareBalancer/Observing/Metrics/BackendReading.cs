namespace TokenAwareBalancer.Observing.Metrics;

/// <summary>What one backend's ledger holds at the moment of a scrape.</summary>
/// <param name="Backend">The backend's configured name.</param>
/// <param name="Requests">Requests in flight.</param>
/// <param name="PrefillTokens">Prompt tokens not computed yet.</param>
/// <param name="DecodeTokens">Output tokens still expected.</param>
/// <param name="KvTokens">Tokens held in the KV cache.</param>
/// <param name="PromptTokens">Prompt tokens of the requests in flight, computed or not.</param>
internal readonly record struct BackendReading(
    string Backend, long Requests, long PrefillTokens, long DecodeTokens, long KvTokens, long PromptTokens);
