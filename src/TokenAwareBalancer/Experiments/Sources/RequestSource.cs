using TokenAwareBalancer.Simulating;

namespace TokenAwareBalancer.Experiments.Sources;

/// <summary>Where the requests of an experiment come from: the same ones for the same seed.</summary>
internal abstract class RequestSource
{
    /// <summary>One line for the head of a report.</summary>
    public abstract string Description { get; }

    /// <summary>Whether its requests have times of their own.</summary>
    public abstract bool HasTimes { get; }

    /// <summary>How many to simulate when nobody says.</summary>
    /// <param name="atOwnTimes">Whether at their own times.</param>
    public abstract int DefaultCount(bool atOwnTimes);

    /// <summary>Whether another seed gives other requests, or these in another order.</summary>
    /// <param name="atOwnTimes">Whether at their own times.</param>
    public abstract bool IsDrawn(bool atOwnTimes);

    /// <summary>So many requests.</summary>
    /// <param name="count">Sources begin again when they have fewer.</param>
    /// <param name="seed">Decides lengths and order, where those are drawn.</param>
    /// <param name="atOwnTimes">In their own order at their own times; else times mean nothing.</param>
    public abstract IReadOnlyList<SimulatedRequest> Take(int count, int seed, bool atOwnTimes);

    /// <summary>What saturation is found with.</summary>
    public abstract IReadOnlyList<SimulatedRequest> Sample();
}
