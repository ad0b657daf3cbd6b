using TokenAwareBalancer.Estimating;

namespace TokenAwareBalancer.Choosing;

/// <summary>
/// Fewest prompt tokens in flight with this prompt added, relative to weight, released when answers end.
/// </summary>
/// <remarks>
/// The rule this project began with (Velayutham, "Beyond Round Robin: Building a Token-Aware Load Balancer for LLMs").
/// On an engine that serves one request after another it is exact. On one that batches, most of what it sums is
/// prefill already done: it measures what is resident, not what is waiting. Of idle backends the heaviest is always the
/// least loaded, so unequal weights share requests that come one by one not at all.
/// </remarks>
public sealed class LeastTokensPolicy : LeastLoadedPolicy
{
    /// <inheritdoc/>
    public override string Name => "least-tokens";

    /// <inheritdoc/>
    protected override BackendLoad Measure(in Candidate candidate, in WorkEstimate work) =>
        new((candidate.InFlight.PromptTokens + work.PromptTokens) / candidate.Weight);
}
