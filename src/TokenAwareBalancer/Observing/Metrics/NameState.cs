namespace TokenAwareBalancer.Observing.Metrics;

/// <summary>What DNS knows of one entry of the configuration.</summary>
/// <param name="Entry">Its name.</param>
/// <param name="Backends">How many it stands for.</param>
/// <param name="IsStale">Whether the last lookup said nothing.</param>
/// <param name="Lookups">Those that did.</param>
/// <param name="FailedLookups">Those that did not.</param>
internal readonly record struct NameState(
    string Entry, int Backends, bool IsStale, long Lookups, long FailedLookups);
