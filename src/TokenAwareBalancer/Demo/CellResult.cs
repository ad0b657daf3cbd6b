using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Demo;

/// <summary>What one cell measured, in modelled seconds: as if nothing had been sped up.</summary>
internal sealed record CellResult(CellKey Key, LatencySummary FirstToken, LatencySummary WholeAnswer);
