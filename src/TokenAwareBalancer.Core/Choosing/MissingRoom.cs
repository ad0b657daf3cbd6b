using System.Collections.Immutable;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Health;

namespace TokenAwareBalancer.Choosing;

/// <summary>What a request waits for that cannot be placed, and which backends it keeps for itself meanwhile.</summary>
internal static class MissingRoom
{
    /// <summary>
    /// Marks the backends where only KV is lacking as waited for: who comes later is not sent there before.
    /// </summary>
    public static void Close_NeedsLock(ServedModel model, ImmutableArray<Backend> tried, in RoomCheck room) =>
        Find_NeedsLock(model, tried, room, closes: true);

    /// <returns>
    /// What is lacking where it is nearest to having room: KV where there is a place, else a place. A place, too, where
    /// room has come to be since it was asked for: what made it serves the line next.
    /// </returns>
    public static RoomLack Find_NeedsLock(
        ServedModel model, ImmutableArray<Backend> tried, in RoomCheck room, bool closes = false)
    {
        var best = BestStanding(model, tried, room.NowSeconds);
        var reason = RoomLack.None;
        foreach (var backend in model.Backends)
        {
            if (tried.Contains(backend) || !IsWaitedFor(BackendChooser.StandingOf(backend, room.NowSeconds), best))
                continue;
            var lack = room.LackOf(backend, backend.Ledger.Read());
            if (closes && lack == RoomLack.Kv)
                backend.ClosedLook = room.Look;
            reason = Nearer(reason, lack);
        }

        return reason == RoomLack.None ? RoomLack.Slots : reason;
    }

    /// <summary>Nobody waits for one of last resort while there is a better one: it would not be chosen.</summary>
    private static bool IsWaitedFor(Standing standing, Standing best) =>
        standing < Standing.LastResort || (standing == Standing.LastResort && best == Standing.LastResort);

    private static Standing BestStanding(ServedModel model, ImmutableArray<Backend> tried, double nowSeconds)
    {
        var best = Standing.None;
        foreach (var backend in model.Backends)
        {
            if (!tried.Contains(backend) && BackendChooser.StandingOf(backend, nowSeconds) is var standing
                && standing < best)
                best = standing;
        }

        return best;
    }

    private static RoomLack Nearer(RoomLack left, RoomLack right) => Distance(left) <= Distance(right) ? left : right;

    private static int Distance(RoomLack lack) => lack switch
    {
        RoomLack.Kv => 0,
        RoomLack.Slots => 1,
        RoomLack.Rest => 2,
        _ => 3,
    };
}
