namespace TokenAwareBalancer.Observing.Metrics;

/// <summary>Which configuration is in force, and how its reloads went.</summary>
/// <param name="Generation">1 at the start, one more with each reload that succeeded.</param>
/// <param name="Reloads">Those that succeeded.</param>
/// <param name="FailedReloads">Those that changed nothing.</param>
/// <param name="LastFailed">Whether the last one was such.</param>
internal readonly record struct ConfigurationReading(int Generation, long Reloads, long FailedReloads, bool LastFailed);
