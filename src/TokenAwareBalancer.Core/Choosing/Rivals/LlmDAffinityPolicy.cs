using TokenAwareBalancer.Estimating;

namespace TokenAwareBalancer.Choosing.Rivals;

/// <summary>Least prefill among those that have most of the prompt cached, unless they are far behind.</summary>
/// <remarks>
/// <para>
/// Those are sticky that have 80 % of the prompt cached. They alone are candidates, unless there is none, or the least
/// PQ / weight of them is more than 18 s (at 15,928 tokens/s) above the least of the others. Then the least of
/// <c>min(1, (PQ / weight + p′) / 4,194,304)</c>. llm-d-router's <c>prefix-cache-affinity-filter</c> and
/// <c>token-load-scorer</c> at their defaults, as its guide "optimized-baseline" puts them together.
/// </para>
/// <para>
/// The rate is that of Qwen 32B on two H100; llm-d asks to measure one's own. 18 s is so long that a prefix which
/// everybody shares keeps one engine busy while the others idle.
/// </para>
/// </remarks>
public sealed class LlmDAffinityPolicy : LeastLoadedPolicy
{
    private const double AffinityThreshold = 0.8;
    private const double MostPenaltySeconds = 18;
    private const double PeakPrefillTokensPerSecond = 15_928;
    private const double QueueThresholdTokens = 4_194_304;

    private bool _isSticking;

    /// <inheritdoc/>
    public override string Name => "llm-d-affinity";

    /// <inheritdoc/>
    protected override void Survey(ReadOnlySpan<Candidate> candidates, in WorkEstimate work, double nowSeconds)
    {
        var (stickySeconds, otherSeconds) = (double.PositiveInfinity, double.PositiveInfinity);
        foreach (ref readonly var candidate in candidates)
        {
            var seconds = candidate.InFlight.PrefillTokens / candidate.Weight / PeakPrefillTokensPerSecond;
            if (IsSticky(candidate, work))
                stickySeconds = Math.Min(stickySeconds, seconds);
            else
                otherSeconds = Math.Min(otherSeconds, seconds);
        }

        _isSticking = double.IsFinite(stickySeconds) && stickySeconds - otherSeconds <= MostPenaltySeconds;
    }

    /// <inheritdoc/>
    protected override BackendLoad Measure(in Candidate candidate, in WorkEstimate work) =>
        _isSticking && !IsSticky(candidate, work)
            ? BackendLoad.Excluded
            : new BackendLoad(Math.Min(
                1,
                (candidate.InFlight.PrefillTokens / candidate.Weight + candidate.PrefillOf(work).Tokens)
                    / QueueThresholdTokens));

    private static bool IsSticky(in Candidate candidate, in WorkEstimate work) =>
        candidate.CachedShareOf(work) >= AffinityThreshold;
}
