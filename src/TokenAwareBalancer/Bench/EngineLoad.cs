using TokenAwareBalancer.Engine;
using TokenAwareBalancer.Workloads;

namespace TokenAwareBalancer.Bench;

/// <summary>Which rate fills simulated engines to a part of what they can do.</summary>
internal static class EngineLoad
{
    private const int Draws = 10_000;

    /// <summary>
    /// part · engines · the rate at which one engine is always busy and its batches always full; for the mean request.
    /// </summary>
    /// <param name="part">0.8 leaves a fifth idle.</param>
    /// <param name="engines">How many.</param>
    /// <param name="engine">What each is.</param>
    /// <param name="workload">What they get.</param>
    public static double RequestsPerSecond(double part, int engines, EngineOptions engine, IWorkload workload)
    {
        var (promptTokens, outputTokens) = workload.MeanTokens;
        if (double.IsNaN(outputTokens))
            outputTokens = MeanAnswerTokens(engine);
        return part * engines * EngineCapacity.RequestsPerSecond(engine, promptTokens, outputTokens);
    }

    /// <summary>Where requests leave the length of their answers to the engine, it draws it.</summary>
    private static double MeanAnswerTokens(EngineOptions engine)
    {
        var random = new SeededRandom(engine.Seed);
        var length = engine.ResolveAnswerTokens();
        return Enumerable.Range(0, Draws).Average(_ => (double)length.Draw(random));
    }
}
