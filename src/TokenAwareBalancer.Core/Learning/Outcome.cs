namespace TokenAwareBalancer.Learning;

/// <summary>How a try ended.</summary>
public enum OutcomeKind
{
    /// <summary>The backend's answer, whatever its status, reached the client to its end.</summary>
    Completed,

    /// <summary>
    /// The backend answered that it cannot serve (5xx, 429), and the answer was kept back: the request goes on.
    /// </summary>
    Declined,

    /// <summary>The client went away first.</summary>
    ClientGone,

    /// <summary>No connection to the backend could be made.</summary>
    Unreachable,

    /// <summary>The connection was lost before a byte of an answer.</summary>
    Lost,

    /// <summary>The connection was lost within the answer, or what came was no valid answer.</summary>
    Cut,

    /// <summary>The backend sent nothing for too long: no first content, or no further one.</summary>
    Stalled,

    /// <summary>The time of the whole request was over.</summary>
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
/// <param name="RetryAfterSeconds">How long the backend asks to be left alone; null when it does not.</param>
/// <param name="IsClientsLimit">
/// Whether the time-out that ended it is one that the client asked for, shorter than the operator's.
/// </param>
public readonly record struct Outcome(
    OutcomeKind Kind,
    int? Status,
    long? ObservedPromptTokens,
    long? ObservedOutputTokens,
    double? TimeToFirstTokenSeconds,
    double DurationSeconds,
    double? RetryAfterSeconds = null,
    bool IsClientsLimit = false)
{
    /// <summary>Whether no connection could be made because the server is not who it should be.</summary>
    public bool IsUntrusted { get; init; }

    /// <summary>Whether the answer came to its own end, so that its length says something about the model.</summary>
    public bool IsWholeAnswer => Kind == OutcomeKind.Completed && Status is >= 200 and < 300;
}
