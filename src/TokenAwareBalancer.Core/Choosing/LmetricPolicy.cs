using TokenAwareBalancer.Estimating;

namespace TokenAwareBalancer.Choosing;

/// <summary>Least prefill still to be computed with this prompt added, times the batch it would join.</summary>
/// <remarks>
/// <para>
/// <c>(PQ + p′)·(N + 1) / weight²</c>: PQ is the sum of the prompts in flight that have had no content yet, p′ the part
/// of this one that is not cached where it goes, N the requests in flight. Both factors are relative to weight.
/// arXiv 2603.15202 ("LMetric"). Ties, and requests whose prompt is not known, go by N / weight.
/// </para>
/// <para>
/// A first token waits for PQ + p′, and each prompt token is waited for by everybody in the batch: the product weighs
/// both without a constant. It favours small batches for long prompts and empty prefill queues for short ones; near
/// saturation the product can keep long prompts and large batches apart for so long that some engines run hot.
/// </para>
/// </remarks>
public sealed class LmetricPolicy : LeastLoadedPolicy
{
    /// <inheritdoc/>
    public override string Name => "lmetric";

    /// <inheritdoc/>
    protected override BackendLoad Measure(in Candidate candidate, in WorkEstimate work) => new(
        (candidate.InFlight.PrefillTokens + candidate.PrefillOf(work).Tokens) / candidate.Weight
        * ((candidate.InFlight.Requests + 1) / candidate.Weight),
        candidate.InFlight.Requests / candidate.Weight);
}
