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
        var timing = engine.ResolveTiming();
        var sharedMilliseconds = timing.DecodeMillisecondsPerToken / engine.ResolveLimits().MaxConcurrency;
        var milliseconds = promptTokens * timing.PrefillMillisecondsPerToken
            + answerTokens * (sharedMilliseconds + timing.DecodeMillisecondsPerStream);
        return 1000 / milliseconds;
    }
}
