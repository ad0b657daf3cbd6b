using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Choosing;

/// <summary>Whether a backend has room for one request, as of now.</summary>
/// <remarks>
/// Also by who is ahead: <see cref="Backend.ClosedLook"/> marks a backend whose KV cache somebody waits for who came
/// earlier. Without it small requests would take what is freed, and a large one would wait for ever.
/// </remarks>
/// <param name="Work">What the request is expected to cost.</param>
/// <param name="NowSeconds">On the clock of the gate.</param>
/// <param name="GuardsKv">Whether room in the KV cache is asked for.</param>
/// <param name="Look">The look along the line whose marks count; 0 when nobody is ahead.</param>
internal readonly record struct RoomCheck(WorkEstimate Work, double NowSeconds, bool GuardsKv, long Look = 0)
{
    /// <param name="backend">That might take it.</param>
    /// <param name="inFlight">The ledger of the backend.</param>
    /// <param name="cachedTokens">Those of the prompt that its cache is expected to hold already.</param>
    public bool IsIn(Backend backend, in LedgerEntry inFlight, long cachedTokens = 0) =>
        LackOf(backend, inFlight, cachedTokens) == RoomLack.None;

    public RoomLack LackOf(Backend backend, in LedgerEntry inFlight, long cachedTokens = 0)
    {
        if (backend.Health.IsResting(NowSeconds))
            return RoomLack.Rest;
        if (backend.MaxConcurrencyAt(NowSeconds) is { } limit && inFlight.Requests >= limit)
            return RoomLack.Slots;
        var isClosed = Look > 0 && backend.ClosedLook == Look;
        return isClosed || (GuardsKv && !KvGuard.Fits(backend.KvCapacityTokens, inFlight, Work, cachedTokens))
            ? RoomLack.Kv
            : RoomLack.None;
    }
}
