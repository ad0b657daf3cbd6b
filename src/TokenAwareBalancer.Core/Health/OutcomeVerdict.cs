using TokenAwareBalancer.Learning;

namespace TokenAwareBalancer.Health;

/// <summary>What an outcome says of its backend.</summary>
public static class OutcomeVerdict
{
    public static Verdict Of(in Outcome outcome) => outcome.Kind switch
    {
        OutcomeKind.Completed or OutcomeKind.Declined => OfStatus(outcome),
        // Who sets his own limit says what he wants, and nothing of the backend.
        OutcomeKind.Stalled when outcome.IsClientsLimit => Verdict.Neutral,
        OutcomeKind.Unreachable or OutcomeKind.Lost or OutcomeKind.Cut or OutcomeKind.Stalled => Verdict.Failure,
        // The client left; or its request took longer than it may, which a long answer does on a sound backend too.
        OutcomeKind.ClientGone or OutcomeKind.TimedOut or OutcomeKind.ShutDown => Verdict.Neutral,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome.Kind, "An outcome without a verdict."),
    };

    /// <summary>Why, where it is a failure.</summary>
    public static HealthReason ReasonOf(in Outcome outcome) => outcome.Kind switch
    {
        OutcomeKind.Unreachable when outcome.IsUntrusted => HealthReason.Untrusted,
        OutcomeKind.Unreachable => HealthReason.Unreachable,
        OutcomeKind.Lost => HealthReason.Lost,
        OutcomeKind.Cut => HealthReason.Cut,
        OutcomeKind.Stalled => HealthReason.Stalled,
        OutcomeKind.Completed or OutcomeKind.Declined when Of(outcome) == Verdict.Failure => HealthReason.ServerError,
        _ => HealthReason.Serving,
    };

    private static Verdict OfStatus(in Outcome outcome) => outcome.Status switch
    {
        // 501 says that it will never do this, which is an answer.
        501 => Verdict.Neutral,
        // A 503 that says when to come again is a busy backend; one that does not is a broken one.
        503 when outcome.RetryAfterSeconds is not null => Verdict.Neutral,
        >= 500 => Verdict.Failure,
        >= 400 => Verdict.Neutral,
        _ => Verdict.Success,
    };
}
