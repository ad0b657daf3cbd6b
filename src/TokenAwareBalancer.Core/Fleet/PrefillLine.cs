using TokenAwareBalancer.Estimating;

namespace TokenAwareBalancer.Fleet;

/// <summary>
/// The leases of one backend that have had no content yet, in the order in which they were sent, and how much of their
/// prompts is believed to be computed.
/// </summary>
/// <remarks>
/// Batching engines compute prompts in the order they come, so the first of them is the one at work, and a first
/// content tells that the next one's turn has come. Linked through the leases themselves, so that nothing is allocated.
/// Guarded by the lock of its <see cref="EngineWatch"/>.
/// </remarks>
internal sealed class PrefillLine
{
    /// <summary>Prompts that one iteration takes part of; more of them are short ones, and hardly matter.</summary>
    private const int MostInIteration = 64;

    private Lease? _first;
    private Lease? _last;
    private double _turnSeconds;
    private PrefillWork _computed;

    /// <summary>Whether anything is in it; may be read without the lock.</summary>
    public bool IsEmpty => Volatile.Read(ref _first) is null;

    /// <summary>Of all in it, computed or not.</summary>
    public PrefillWork Total { get; private set; }

    /// <summary>What of it is not computed by the iterations that have ended.</summary>
    public PrefillWork Uncomputed => Total - _computed;

    /// <summary>What of it the iteration at hand is believed to compute.</summary>
    public PrefillWork Planned { get; private set; }

    /// <summary>The tokens of <see cref="Planned"/> up to the last prompt that it ends.</summary>
    public long PlannedToLastEnd { get; private set; }

    /// <summary>Those believed to be computed that have shown no content: their engine is behind, or tells at the end.</summary>
    public int Overdue { get; private set; }

    /// <summary>A request has been sent.</summary>
    public void Enter(Lease lease, double nowSeconds)
    {
        lease.IsFirstInLine = _first is null;
        if (_first is null)
            (_first, _turnSeconds) = (lease, nowSeconds);
        else
            (_last!.NextPending, lease.PreviousPending) = (lease, _last);
        (_last, lease.IsPending) = (lease, true);
        Total += lease.PredictedPrefill;
    }

    /// <summary>Its first content has come, or it has ended without one; does nothing the second time.</summary>
    /// <param name="lease">One that has entered.</param>
    /// <param name="nowSeconds">The time.</param>
    /// <param name="isComputed">Whether its prompt is done: then its engine has turned to the next.</param>
    /// <returns>What of its prompt was not believed to be computed.</returns>
    public long Leave(Lease lease, double nowSeconds, bool isComputed)
    {
        if (!lease.IsPending)
            return 0;
        if (isComputed || lease == _first)
            _turnSeconds = nowSeconds;
        var leftTokens = lease.PredictedPrefill.Tokens - lease.ComputedPrefillTokens;
        if (IsDone(lease) && lease.PredictedPrefill.Tokens > 0)
            Overdue--;
        _computed -= PartOf(lease, 0, lease.ComputedPrefillTokens);
        Planned -= PartOf(lease, lease.ComputedPrefillTokens, lease.PlannedPrefillTokens);
        Total -= lease.PredictedPrefill;
        Unlink(lease);
        return leftTokens;
    }

    /// <summary>The prompt that is believed to be computed now.</summary>
    public PrefillHead ReadHead(double nowSeconds) =>
        _first is null ? default : new(_first.PredictedPrefill, Math.Max(0, nowSeconds - _turnSeconds));

    /// <summary>The prompts of an iteration that begins, in place of those planned before.</summary>
    /// <param name="budgetTokens">What the streams leave of the token budget.</param>
    /// <param name="sentUntilSeconds">Those sent later have not arrived.</param>
    public void Plan(long budgetTokens, double sentUntilSeconds)
    {
        (Planned, PlannedToLastEnd) = (default, 0);
        var prompts = 0;
        for (var lease = _first; lease is not null; lease = lease.NextPending)
        {
            var tokens = lease.SentSeconds > sentUntilSeconds || prompts >= MostInIteration
                ? 0
                : Math.Min(budgetTokens, lease.PredictedPrefill.Tokens - lease.ComputedPrefillTokens);
            if (tokens == 0 && lease.PlannedPrefillTokens == 0 && !IsDone(lease))
                break;
            prompts += tokens > 0 ? 1 : 0;
            lease.PlannedPrefillTokens = tokens;
            budgetTokens -= tokens;
            Planned += PartOf(lease, lease.ComputedPrefillTokens, tokens);
            if (tokens > 0 && lease.ComputedPrefillTokens + tokens >= lease.PredictedPrefill.Tokens)
                PlannedToLastEnd = Planned.Tokens;
        }
    }

    /// <summary>The iteration has ended: what it was planned to compute is computed.</summary>
    public void Commit()
    {
        _computed += Planned;
        Planned = default;
        for (var lease = _first; lease is not null; lease = lease.NextPending)
        {
            if (lease.PlannedPrefillTokens == 0 && !IsDone(lease))
                break;
            if (lease.PlannedPrefillTokens == 0)
                continue;
            lease.ComputedPrefillTokens += lease.PlannedPrefillTokens;
            lease.PlannedPrefillTokens = 0;
            Overdue += IsDone(lease) ? 1 : 0;
        }
    }

    private static bool IsDone(Lease lease) => lease.ComputedPrefillTokens >= lease.PredictedPrefill.Tokens;

    /// <summary>Tokens of a prompt after some that are computed, with the pairs that they make.</summary>
    /// <remarks>A difference of two sums from its beginning, so that parts add up to the whole exactly.</remarks>
    private static PrefillWork PartOf(Lease lease, long afterTokens, long tokens)
    {
        if (tokens == 0)
            return default;
        var (all, pairs) = lease.PredictedPrefill;
        var cachedTokens = (pairs - (all * all / 2)) / all;
        return PrefillWork.Of(cachedTokens + afterTokens + tokens, cachedTokens)
            - PrefillWork.Of(cachedTokens + afterTokens, cachedTokens);
    }

    private void Unlink(Lease lease)
    {
        if (lease.PreviousPending is { } previous)
            previous.NextPending = lease.NextPending;
        else
            _first = lease.NextPending;
        if (lease.NextPending is { } next)
            next.PreviousPending = lease.PreviousPending;
        else
            _last = lease.PreviousPending;
        (lease.PreviousPending, lease.NextPending, lease.IsPending) = (null, null, false);
        if (_first is null)
            (Total, _computed, Planned, Overdue) = (default, default, default, 0);
    }
}
