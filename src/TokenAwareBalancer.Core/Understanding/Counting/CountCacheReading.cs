namespace TokenAwareBalancer.Understanding.Counting;

/// <summary>What a cache of counts has done so far.</summary>
/// <param name="Hits">Texts that it remembered.</param>
/// <param name="Misses">Texts that were counted, and remembered from then on.</param>
/// <param name="Evictions">Entries that gave way to others.</param>
/// <param name="Entries">Texts remembered now.</param>
public readonly record struct CountCacheReading(long Hits, long Misses, long Evictions, long Entries);
