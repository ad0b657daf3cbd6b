using System.Globalization;
using TokenAwareBalancer.Failures;
using TokenAwareBalancer.Learning;

namespace TokenAwareBalancer.Forwarding;

/// <summary>Says in words what went wrong with a try, for the client that gets no answer from it.</summary>
internal static class FailedTry
{
    public static Failure? Describe(
        OutcomeKind kind, TransportResult result, StopReason reason, string backend, RequestTimeouts timeouts) =>
        kind switch
        {
            OutcomeKind.Completed or OutcomeKind.ClientGone => null,
            OutcomeKind.Unreachable when result == TransportResult.Untrusted => new(RequestFailure.BackendsFailed,
                $"No TLS connection to backend '{backend}' could be made."),
            OutcomeKind.Unreachable => new(RequestFailure.BackendsFailed,
                $"No connection to backend '{backend}' could be made."),
            OutcomeKind.Lost => new(RequestFailure.BackendsFailed,
                $"Backend '{backend}' closed the connection before it answered."),
            OutcomeKind.Cut when result == TransportResult.Invalid => new(RequestFailure.InvalidAnswer,
                $"Backend '{backend}' sent an answer that is not valid HTTP."),
            OutcomeKind.Cut => new(RequestFailure.AnswerCut,
                $"Backend '{backend}' broke off in the middle of its answer. What came before this is incomplete."),
            OutcomeKind.Stalled when reason == StopReason.FirstToken => new(RequestFailure.FirstTokenTimeout,
                $"Backend '{backend}' sent no content within {Seconds(timeouts.FirstToken)} s " +
                "(timeouts.firstToken)."),
            OutcomeKind.Stalled => new(RequestFailure.Stalled,
                $"Backend '{backend}' sent nothing more for {Seconds(timeouts.BetweenTokens)} s " +
                "(timeouts.betweenTokens). What came before this is incomplete."),
            OutcomeKind.Declined => new(RequestFailure.BackendsFailed,
                $"Backend '{backend}' answered that it cannot serve, and no other could be tried."),
            OutcomeKind.TimedOut => new(RequestFailure.TotalTimeout,
                $"The answer was not complete within {Seconds(timeouts.Total)} s (timeouts.total)."),
            OutcomeKind.ShutDown => new(RequestFailure.ShuttingDown,
                "The balancer is stopping; this answer could not be completed.", RetryAfterSeconds: 1),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "An outcome without words."),
        };

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
}
