using System.Collections.Immutable;
using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Health;
using TokenAwareBalancer.Prefixes;

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
/// Among equals those go first that have the model in memory, by <see cref="LoadedModels"/>.
/// </para>
/// </remarks>
internal static class BackendChooser
{
    /// <summary>As long as the first ejection by default: time for a prompt, and not for ever.</summary>
    private const double TrialSeconds = 5;

    /// <summary>Places a request on a backend that serves its model, has room, and has not failed it already.</summary>
    /// <returns>Null when there is no such backend now.</returns>
    public static Placement? TryPlace_NeedsLock(
        ServedModel model,
        ImmutableArray<Backend> tried,
        ILeaseObserver observer,
        PrefixIndex prefixes,
        in RoomCheck room)
    {
        var nowSeconds = room.NowSeconds;
        prefixes.LookUp_NeedsLock(room.Work.Prefixes.Span);
        var backends = model.Backends;
        Span<Candidate> candidates = model.Candidates;
        var found = FindCandidates(backends, tried, candidates, prefixes, room);
        if (found.Count == 0)
            return null;
        var slot = found is { Best: Standing.Full, HasRising: true }
            ? FindRising(model, tried, candidates[..found.Count], prefixes, room)
            : null;
        if (slot is null)
        {
            var count = LoadedModels.Prefer(model, candidates[..found.Count]);
            slot = candidates[model.Policy.Choose(candidates[..count], room.Work, nowSeconds)].Slot;
        }

        var chosen = backends[slot.Value];
        // Anew: one whose turn it is was none of the candidates, and it must be known before the charge.
        var candidate = Describe(slot.Value, chosen, prefixes, room);
        if (chosen.Health.Read(nowSeconds).State == HealthState.Probing)
            chosen.TrialSeconds = nowSeconds;
        var lease = new Lease(chosen, room.Work, candidate.CachedTokens, observer)
        {
            EstimatedFirstTokenMilliseconds = FirstTokenEstimator.EstimateFirstTokenMs(candidate, room.Work),
        };
        lease.Prefixes = prefixes.Hold_NeedsLock(chosen, room.Work, candidate.CachedTokens);
        return new Placement(model, lease);
    }

    /// <summary>
    /// Those of the best standing that have room. Of last resort only where there is nobody better at all: those who
    /// are merely full will have room again, and a wait for that beats a request lost.
    /// </summary>
    private static (int Count, Standing Best, bool HasRising) FindCandidates(
        ImmutableArray<Backend> backends, ImmutableArray<Backend> tried, Span<Candidate> candidates,
        PrefixIndex prefixes, in RoomCheck room)
    {
        var (found, best, bestOfAll, hasRising) = (0, Standing.None, Standing.None, false);
        for (var slot = 0; slot < backends.Length; slot++)
        {
            var backend = backends[slot];
            if (tried.Contains(backend))
                continue;
            var standing = StandingOf(backend, room.NowSeconds);
            bestOfAll = standing < bestOfAll ? standing : bestOfAll;
            if (standing == Standing.None)
                continue;
            var candidate = Describe(slot, backend, prefixes, room);
            if (!room.IsIn(backend, candidate.InFlight, candidate.CachedTokens))
                continue;
            hasRising |= standing == Standing.Rising;
            if (standing > best)
                continue;
            if (standing < best)
                (best, found) = (standing, 0);
            candidates[found++] = candidate;
        }

        return best == Standing.LastResort && bestOfAll < best ? default : (found, best, hasRising);
    }

    /// <summary>What a policy may know of a backend.</summary>
    private static Candidate Describe(int slot, Backend backend, PrefixIndex prefixes, in RoomCheck room)
    {
        var (head, progress) = backend.Watch.ReadPrefill(room.NowSeconds);
        return new(slot, backend.Definition.Weight, backend.Ledger.Read())
        {
            CachedTokens = prefixes.Predict_NeedsLock(backend, room.Work.PromptTokens),
            Head = head,
            Prefill = progress,
            Streams = backend.Watch.Streams,
            Speed = backend.Watch.Speed,
            Engine = backend.Engine,
            MaxConcurrency = backend.MaxConcurrencyAt(room.NowSeconds),
            KvCapacityTokens = backend.KvCapacityTokens,
        };
    }

    /// <summary>The recovering backend whose turn it is, if it is one's.</summary>
    private static int? FindRising(
        ServedModel model, ImmutableArray<Backend> tried, ReadOnlySpan<Candidate> others, PrefixIndex prefixes,
        in RoomCheck room)
    {
        var nowSeconds = room.NowSeconds;
        var otherWeight = 0.0;
        foreach (ref readonly var other in others)
            otherWeight += other.Weight;

        int? turn = null;
        for (var slot = 0; slot < model.Backends.Length; slot++)
        {
            var backend = model.Backends[slot];
            var health = backend.Health.Read(nowSeconds);
            if (tried.Contains(backend) || StandingOf(backend, nowSeconds) != Standing.Rising)
                continue;
            var candidate = Describe(slot, backend, prefixes, room);
            if (!room.IsIn(backend, candidate.InFlight, candidate.CachedTokens))
                continue;
            if (!model.RisingShares.IsItsTurn(candidate, health, backend.Health.ShareAt(nowSeconds), otherWeight)
                || turn is not null)
                continue;
            model.RisingShares.Take(candidate);
            turn = slot;
        }

        return turn;
    }

    /// <remarks>
    /// Whether a backend serves is found out with one request, not with a crowd: once tried, one that is probing is the
    /// last resort until that request says something, or has said nothing for too long.
    /// </remarks>
    public static Standing StandingOf(Backend backend, double nowSeconds)
    {
        var health = backend.Health.Read(nowSeconds);
        return health.State == HealthState.Probing
            && backend.TrialSeconds >= health.SinceSeconds && nowSeconds - backend.TrialSeconds < TrialSeconds
            ? Standing.LastResort
            : health.Standing;
    }
}
