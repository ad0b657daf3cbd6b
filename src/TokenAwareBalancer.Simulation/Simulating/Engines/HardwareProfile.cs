using TokenAwareBalancer.Estimating;
namespace TokenAwareBalancer.Simulating.Engines;

/// <summary>An engine with a model on a machine, as numbers: how fast it is and how much it takes on.</summary>
public sealed record HardwareProfile
{
    public required string Name { get; init; }

    public required IterationCosts Costs { get; init; }

    /// <summary>Tokens of one iteration: decodes first, prompts with what they leave.</summary>
    public int TokenBudget { get; init; } = 2048;

    /// <summary>Requests that run at once.</summary>
    public int MaxRequests { get; init; } = 256;

    /// <summary>What the KV cache holds.</summary>
    public long KvTokens { get; init; } = long.MaxValue;

    /// <summary>
    /// More than 0 for an engine that does not batch: so many requests, each at its own speed as if alone, the others
    /// first come, first served. 1 is a serial engine. 0 batches.
    /// </summary>
    public int Slots { get; init; }

    /// <summary>Whether blocks of prompts whose contents are known are kept and found again; batching only.</summary>
    public bool CachesPrefixes { get; init; } = true;

    public bool IsBatching => Slots == 0;

    /// <summary>Requests that run at once, whichever kind it is.</summary>
    public int Concurrency => IsBatching ? MaxRequests : Slots;

    /// <summary>The time to the first token of a request that has the engine to itself.</summary>
    /// <param name="promptTokens">The whole prompt.</param>
    /// <param name="cachedTokens">Those of it that need not be computed.</param>
    public double IsolatedFirstTokenSeconds(int promptTokens, int cachedTokens = 0)
    {
        var computedTokens = promptTokens - cachedTokens;
        var iterations = IsBatching ? (computedTokens + TokenBudget - 1) / TokenBudget : 0;
        return (iterations * Costs.BaseMilliseconds + Costs.ChunkMilliseconds(computedTokens, cachedTokens)) / 1000;
    }

    /// <summary>The whole time of a request that has the engine to itself.</summary>
    public double IsolatedSeconds(int promptTokens, int outputTokens, int cachedTokens = 0)
    {
        var steps = outputTokens - 1L;
        var contextTokens = steps * promptTokens + steps * (steps - 1) / 2;
        var decodeMilliseconds = steps * Costs.BaseMilliseconds + Costs.DecodeMilliseconds(steps, contextTokens);
        return IsolatedFirstTokenSeconds(promptTokens, cachedTokens) + decodeMilliseconds / 1000;
    }
}
