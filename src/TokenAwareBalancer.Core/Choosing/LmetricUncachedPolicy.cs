using TokenAwareBalancer.Estimating;

namespace TokenAwareBalancer.Choosing;

/// <summary>Least of this prompt to compute, times the batch it would join; what waits there is not weighed.</summary>
/// <remarks>
/// <c>p′·(N + 1) / weight</c>, ties by requests in flight / weight. <see cref="LmetricPolicy"/> without the prompts
/// that are already waiting: the score of llm-d's <c>lmetric-scorer</c> (llm-d-router,
/// <c>scorer/lmetric/README.md</c>), and not that of the paper. It clings to caches harder, so that whole answers come
/// sooner and first tokens later; where nothing is cached, p′ is the same everywhere and only the batch is left. Only
/// that is relative to weight: p′ does not add up.
/// </remarks>
public sealed class LmetricUncachedPolicy : LeastLoadedPolicy
{
    /// <inheritdoc/>
    public override string Name => "lmetric-uncached";

    /// <inheritdoc/>
    protected override BackendLoad Measure(in Candidate candidate, in WorkEstimate work) => new(
        candidate.PrefillOf(work).Tokens * (candidate.InFlight.Requests + 1) / candidate.Weight,
        candidate.InFlight.Requests / candidate.Weight);
}
