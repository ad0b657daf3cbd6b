namespace TokenAwareBalancer.Engine;

/// <summary>How many requests of a mix an engine can serve in the long run.</summary>
internal static class EngineCapacity
{
    /// <summary>
    /// Of modelled time: a request takes its prefill, and for each token of its answer its own part of an iteration
    /// and a part of the base that a full batch shares. Nothing is faster on this engine.
    /// </summary>
    public static double RequestsPerSecond(EngineOptions engine, double promptTokens, double answerTokens)
    {
        var hardware = engine.ResolveHardware();
        var costs = hardware.Costs;
        var milliseconds = promptTokens * costs.PrefillTokenMilliseconds
            + answerTokens * (costs.BaseMilliseconds / hardware.Concurrency + costs.StreamMilliseconds);
        return 1000 / milliseconds;
    }
}
