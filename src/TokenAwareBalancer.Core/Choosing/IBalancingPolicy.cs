using TokenAwareBalancer.Estimating;

namespace TokenAwareBalancer.Choosing;

/// <summary>A way of choosing a backend. One instance serves one model.</summary>
/// <remarks>
/// Called under a lock, so an instance may keep state without one of its own. It sees no clock, socket or object of the
/// program, so that a simulator can use it unchanged.
/// </remarks>
public interface IBalancingPolicy
{
    /// <summary>The name in configuration and metrics, in kebab-case.</summary>
    string Name { get; }

    /// <summary>Chooses where to send a request.</summary>
    /// <param name="candidates">At least one, in ascending order of slot.</param>
    /// <param name="work">What the request is expected to cost.</param>
    /// <param name="nowSeconds">The time of the choice, on the clock that all of the candidates' times are of.</param>
    /// <returns>An index into <paramref name="candidates"/>.</returns>
    int Choose(ReadOnlySpan<Candidate> candidates, in WorkEstimate work, double nowSeconds);
}
