using TokenAwareBalancer.Learning;

namespace TokenAwareBalancer.Forwarding;

/// <summary>What the end on the wire means, given who ended it.</summary>
internal static class OutcomeKinds
{
    public static OutcomeKind Of(TransportResult result, HttpContext http, StopReason reason) => result switch
    {
        TransportResult.Completed => OutcomeKind.Completed,
        TransportResult.Declined => OutcomeKind.Declined,
        TransportResult.Unreachable or TransportResult.Untrusted => OutcomeKind.Unreachable,
        TransportResult.Lost => OutcomeKind.Lost,
        TransportResult.Cut or TransportResult.Invalid => OutcomeKind.Cut,
        TransportResult.Canceled when http.RequestAborted.IsCancellationRequested => OutcomeKind.ClientGone,
        TransportResult.Canceled => reason switch
        {
            StopReason.FirstToken or StopReason.NextToken => OutcomeKind.Stalled,
            StopReason.Total => OutcomeKind.TimedOut,
            StopReason.Shutdown => OutcomeKind.ShutDown,
            // Writing to the client failed before the server noticed that it is gone.
            _ => OutcomeKind.ClientGone,
        },
        _ => throw new ArgumentOutOfRangeException(nameof(result), result, "A result without a meaning."),
    };
}
