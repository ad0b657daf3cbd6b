using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Health;
using TokenAwareBalancer.Learning;

namespace TokenAwareBalancer.Admitting;

/// <summary>What tries and idleness mean for the health of their backend.</summary>
internal static class HealthObservations
{
    /// <summary>An engine that asks for an hour is asked again after this.</summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(1);

    public static void OnOutcome(Backend backend, in Outcome outcome, double nowSeconds)
    {
        if (outcome is { Status: 429 or 503, RetryAfterSeconds: { } restSeconds })
            backend.Health.RestUntil(nowSeconds + Math.Min(restSeconds, LongestRest.TotalSeconds));
        var sentSeconds = nowSeconds - outcome.DurationSeconds;
        // It let this one wait while it worked for others: busy is not dead.
        var verdict = outcome.Kind == OutcomeKind.Stalled && backend.LastWorkSeconds > sentSeconds
            ? Verdict.Neutral
            : OutcomeVerdict.Of(outcome);
        backend.Health.OnOutcome(verdict, OutcomeVerdict.ReasonOf(outcome), sentSeconds, nowSeconds);
    }

    /// <summary>One that drains has drained when its last answer ends.</summary>
    public static void NoteIdle(Backend backend, double nowSeconds)
    {
        if (backend.Ledger.Read().Requests == 0)
            backend.Health.OnIdle(nowSeconds);
    }
}
