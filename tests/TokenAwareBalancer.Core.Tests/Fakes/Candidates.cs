using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Fakes;

/// <summary>Backends as a policy sees them, for tests.</summary>
internal static class Candidates
{
    /// <summary>One with these in flight, of which those whose prefill is pending have no content yet.</summary>
    public static Candidate With(
        int slot, long requests = 0, long prefill = 0, long? prompt = null, long cached = 0, double weight = 1) =>
        new(slot, weight, new LedgerEntry(requests, prefill, 0, prompt ?? prefill, prompt ?? prefill)
        {
            PendingRequests = prefill > 0 ? 1 : 0,
            PrefillPairs = PrefillWork.Of(prefill, 0).Pairs,
        })
        {
            CachedTokens = cached,
        };

    /// <summary>What its engine said at a moment.</summary>
    public static Candidate Saying(
        this Candidate candidate, long waiting = 0, long running = 0, double kvUse = 0, double atSeconds = 1) =>
        candidate with
        {
            Engine = new EngineState
            {
                Engine = "vLLM",
                Waiting = waiting,
                Running = running,
                KvUse = kvUse,
                ScrapedAtSeconds = atSeconds,
                FreshForSeconds = 1,
            },
        };

    /// <summary>Some streams that are alike.</summary>
    public static StreamLengths Streams(int streams, long remainingTokens, long contextTokens)
    {
        var lengths = new StreamLengths();
        for (var i = 0; i < streams; i++)
            lengths.Move(default, new StreamPlace(remainingTokens, contextTokens));
        return lengths;
    }

    /// <summary>The slot of the one that is chosen.</summary>
    public static int ChooseSlot(
        this IBalancingPolicy policy, WorkEstimate work, double nowSeconds, params Candidate[] candidates) =>
        candidates[policy.Choose(candidates, work, nowSeconds)].Slot;
}
