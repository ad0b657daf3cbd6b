using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Choosing;

/// <summary>Whether a request fits in an engine's KV cache beside those that are there.</summary>
/// <remarks>
/// <para>
/// <c>used + pending + p′ + ½ (Σ expected remaining output in flight + ô) ≤ 0.95 · capacity</c>, where what several
/// share of their prompts counts once: p′ is what the cache is not expected to hold already. An engine reserves
/// nothing for what it will generate: it admits while the next prompt fits, fills up as the answers grow, and then
/// throws requests out to compute them anew, up to most of its work. What is held back here waits without a cost.
/// </para>
/// <para>
/// Half of what is expected, because answers do not end together: in a steady batch, while one grows to its full
/// length others end and give theirs back. A twentieth is left for what a prediction of means is off by; with a tenth
/// and more left, requests wait that would have fitted (four A10, Azure's conversations, 90 % load).
/// </para>
/// <para>
/// A backend that holds nothing always has room, and what is larger than the cache is the engine's to refuse, at once:
/// to wait for an empty engine with it would close the fleet to everybody else. Where the capacity is not known there
/// is no guard.
/// </para>
/// </remarks>
public static class KvGuard
{
    private const double UsableShare = 0.95;

    private const double GrowthShare = 0.5;

    /// <summary>What those in flight are expected to need, in KV tokens.</summary>
    public static double EstimateNeedTokens(in LedgerEntry inFlight) =>
        inFlight.OwnKvTokens + GrowthShare * inFlight.DecodeTokens;

    /// <summary>The same with one more.</summary>
    public static double EstimateNeedTokens(in LedgerEntry inFlight, in WorkEstimate work, long cachedTokens) =>
        EstimateNeedTokens(inFlight) + work.PromptTokens - cachedTokens + GrowthShare * work.EstimatedOutputTokens;

    /// <summary>Whether one more request fits.</summary>
    internal static bool Fits(long? capacityTokens, in LedgerEntry inFlight, in WorkEstimate work, long cachedTokens) =>
        capacityTokens is not { } capacity
        || inFlight.Requests == 0
        || work.PromptTokens > capacity
        || EstimateNeedTokens(inFlight, work, cachedTokens) <= UsableShare * capacity;
}
