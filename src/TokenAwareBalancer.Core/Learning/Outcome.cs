namespace TokenAwareBalancer.Learning;

/// <summary>How a try ended.</summary>
public enum OutcomeKind
{
    /// <summary>The backend's answer, whatever its status, reached the client to its end.</summary>
    Completed,

    /// <summary>The client went away first.</summary>
    ClientGone,

    /// <summary>No connection to the backend could be made.</summary>
    Unreachable,

    /// <summary>The connection was lost before a byte of an answer.</summary>
    Lost,

    /// <summary>The connection was lost within the answer, or what came was no valid answer.</summary>
    Cut,

    /// <summary>A time-out of the balancer ended it.</summary>
    TimedOut,

    /// <summary>The balancer's stopping ended it.</summary>
    ShutDown,
}

/// <summary>What really happened in one try.</summary>
/// <param name="Kind">How it ended.</param>
/// <param name="Status">The backend's HTTP status; null when it never answered.</param>
/// <param name="ObservedPromptTokens">The engine's count of the prompt, cached tokens included; null when not
/// told.</param>
/// <param name="ObservedOutputTokens">The engine's count of its output, or else the content events seen.</param>
/// <param name="TimeToFirstTokenSeconds">From sending the try to its first content; null without one.</param>
/// <param name="DurationSeconds">From sending the try to its end.</param>
public readonly record struct Outcome(
    OutcomeKind Kind,
    int? Status,
    long? ObservedPromptTokens,
    long? ObservedOutputTokens,
    double? TimeToFirstTokenSeconds,
    double DurationSeconds)
{
    /// <summary>Whether the answer came to its own end, so that its length says something about the model.</summary>
    public bool IsWholeAnswer => Kind == OutcomeKind.Completed && Status is >= 200 and < 300;

    /// <summary>
    /// Whether the backend showed that it serves: false without an answer, or with one that says that it failed (5xx, but
    /// for 501, which says that it will never do this). Null where the end says nothing of it: the client left, a time-out, a cut after an answer had begun.
    /// </summary>
    public bool? ShowsServing => Kind switch
    {
        OutcomeKind.Completed => Status is < 500 or 501,
        OutcomeKind.Unreachable or OutcomeKind.Lost => false,
        _ => null,
    };
}
