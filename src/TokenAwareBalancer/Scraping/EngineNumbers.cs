using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Scraping;

/// <summary>The numbers on an engine's page of metrics; null is one that is not there.</summary>
/// <param name="Engine">Whose page it is.</param>
/// <param name="Running">Requests being computed.</param>
/// <param name="Waiting">Requests in the engine's own line.</param>
/// <param name="KvUse">How full the KV cache is, from 0 to 1.</param>
/// <param name="KvCapacityTokens">How many tokens the KV cache holds.</param>
internal sealed record EngineNumbers(
    string Engine, long? Running, long? Waiting, double? KvUse, long? KvCapacityTokens)
{
    /// <summary>What it says of its prefix cache, and since when.</summary>
    public EnginePrefixCounts PrefixCounts { get; init; }
}
