using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Observing.Metrics;

/// <summary>What an engine last said of itself, for the metrics; null is what it did not say.</summary>
/// <param name="Running">Requests it computes.</param>
/// <param name="Waiting">Requests in its own line.</param>
/// <param name="KvUse">How full its KV cache is, from 0 to 1.</param>
/// <param name="KvCapacityTokens">How many tokens its KV cache holds.</param>
/// <param name="AgeSeconds">Since it was asked.</param>
internal readonly record struct EngineReading(
    double? Running, double? Waiting, double? KvUse, double? KvCapacityTokens, double? AgeSeconds)
{
    public static EngineReading Of(EngineState? state, double nowSeconds) => state is null
        ? default
        : new(state.Running, state.Waiting, state.KvUse, state.KvCapacityTokens, state.AgeSecondsAt(nowSeconds));
}
