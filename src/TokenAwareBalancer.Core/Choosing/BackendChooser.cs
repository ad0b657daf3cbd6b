using System.Collections.Immutable;
using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Health;

namespace TokenAwareBalancer.Choosing;

/// <summary>The stage Choosing: candidates, the policy's choice among them, and the charge.</summary>
/// <remarks>
/// <para>
/// The caller holds the fleet's lock, which makes choosing and charging one step: two requests of a burst never see the
/// same ledger.
/// </para>
/// <para>
/// Health goes before load: the policy chooses among those of the best <see cref="Standing"/> that have room. Backends
/// that recover are the exception: beside healthy ones they get their rising share, by <see cref="RisingShares"/>.
/// </para>
/// </remarks>
internal static class BackendChooser
{
    /// <summary>Places a request on a backend that serves its model, has room, and has not failed it already.</summary>
    /// <returns>Null when there is no such backend now.</returns>
    public static Placement? TryPlace_NeedsLock(
        ServedModel model,
        in WorkEstimate work,
        ImmutableArray<Backend> tried,
        ILeaseObserver observer,
        double nowSeconds)
    {
        var backends = model.Backends;
        var candidates = backends.Length <= LeastLoadedPolicy.MaxStackCandidates
            ? stackalloc Candidate[backends.Length]
            : new Candidate[backends.Length];
        var found = FindCandidates(backends, tried, candidates, nowSeconds);
        if (found.Count == 0)
            return null;
        var slot = found is { Best: Standing.Full, HasRising: true }
            ? FindRising(model, tried, candidates[..found.Count], nowSeconds)
            : null;
        slot ??= candidates[model.Policy.Choose(candidates[..found.Count], work)].Slot;
        return new Placement(model, new Lease(backends[slot.Value], work, observer));
    }

    /// <summary>
    /// Those of the best standing that have room. Of last resort only where there is nobody better at all: those who
    /// are merely full will have room again, and a wait for that beats a request lost.
    /// </summary>
    private static (int Count, Standing Best, bool HasRising) FindCandidates(
        ImmutableArray<Backend> backends, ImmutableArray<Backend> tried, Span<Candidate> candidates, double nowSeconds)
    {
        var (found, best, bestOfAll, hasRising) = (0, Standing.None, Standing.None, false);
        for (var slot = 0; slot < backends.Length; slot++)
        {
            var backend = backends[slot];
            if (tried.Contains(backend))
                continue;
            var standing = backend.Health.Read(nowSeconds).Standing;
            bestOfAll = standing < bestOfAll ? standing : bestOfAll;
            var inFlight = backend.Ledger.Read();
            if (standing == Standing.None || !backend.HasRoom(inFlight, nowSeconds))
                continue;
            hasRising |= standing == Standing.Rising;
            if (standing > best)
                continue;
            if (standing < best)
                (best, found) = (standing, 0);
            candidates[found++] = new Candidate(slot, backend.Definition.Weight, inFlight);
        }

        return best == Standing.LastResort && bestOfAll < best ? default : (found, best, hasRising);
    }

    /// <summary>The recovering backend whose turn it is, if it is one's.</summary>
    private static int? FindRising(
        ServedModel model, ImmutableArray<Backend> tried, ReadOnlySpan<Candidate> others, double nowSeconds)
    {
        var otherWeight = 0.0;
        foreach (ref readonly var other in others)
            otherWeight += other.Weight;

        int? turn = null;
        for (var slot = 0; slot < model.Backends.Length; slot++)
        {
            var backend = model.Backends[slot];
            var health = backend.Health.Read(nowSeconds);
            var inFlight = backend.Ledger.Read();
            if (health.Standing != Standing.Rising || !MayRise(health, inFlight)
                || !backend.HasRoom(inFlight, nowSeconds) || tried.Contains(backend))
                continue;
            var candidate = new Candidate(slot, backend.Definition.Weight, inFlight);
            if (!model.RisingShares.IsItsTurn(candidate, health, backend.Health.ShareAt(nowSeconds), otherWeight)
                || turn is not null)
                continue;
            model.RisingShares.Take(candidate);
            turn = slot;
        }

        return turn;
    }

    // Whether it serves is found out with one request, not with a crowd.
    private static bool MayRise(HealthReading health, in LedgerEntry inFlight) =>
        health.State != HealthState.Probing || inFlight.Requests == 0;
}
