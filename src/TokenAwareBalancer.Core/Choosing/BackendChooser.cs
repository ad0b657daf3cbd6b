using System.Collections.Immutable;
using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Choosing;

/// <summary>The stage Choosing: candidates, the policy's choice among them, and the charge.</summary>
/// <remarks>
/// The caller holds the fleet's lock, which makes choosing and charging one step: two requests of a burst never see the
/// same ledger.
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
        if (found == 0)
            return null;
        var chosen = candidates[model.Policy.Choose(candidates[..found], work)];
        return new Placement(model, new Lease(backends[chosen.Slot], work, observer));
    }

    /// <summary>Those that are not suspect; all, if all are.</summary>
    private static int FindCandidates(
        ImmutableArray<Backend> backends, ImmutableArray<Backend> tried, Span<Candidate> candidates, double nowSeconds)
    {
        var found = 0;
        var isSuspectFound = false;
        for (var slot = 0; slot < backends.Length; slot++)
        {
            var backend = backends[slot];
            var inFlight = backend.Ledger.Read();
            if (!backend.HasRoom(inFlight) || tried.Contains(backend))
                continue;
            var isSuspect = backend.Suspicion.Holds(nowSeconds);
            if (isSuspect && found > 0 && !isSuspectFound)
                continue;
            // The first that is above suspicion takes the place of those found before it that are not.
            if (!isSuspect && isSuspectFound)
                (found, isSuspectFound) = (0, false);
            isSuspectFound |= isSuspect;
            candidates[found++] = new Candidate(slot, backend.Definition.Weight, inFlight);
        }

        return found;
    }
}
