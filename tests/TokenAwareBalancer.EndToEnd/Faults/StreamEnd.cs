namespace TokenAwareBalancer.Faults;

/// <summary>How a stream ended for its client.</summary>
internal enum StreamEndKind
{
    /// <summary>With its last event.</summary>
    Complete,

    /// <summary>With an event that says why, and then in good order.</summary>
    ErrorEvent,

    /// <summary>Before it began, by a status and a reason of the balancer's.</summary>
    Refused,

    /// <summary>In any other way: the client does not know what happened.</summary>
    Unexplained,
}

/// <summary>What a client got for one request.</summary>
/// <param name="Kind">How it ended.</param>
/// <param name="Reason">The code of the error event, <c>x-balancer-reason</c>, or what was not explained.</param>
/// <param name="AnswerIds">The ids of the answers that its content came from; each tells its engine.</param>
/// <param name="ContentEvents">Events with content.</param>
internal sealed record StreamEnd(
    StreamEndKind Kind, string? Reason, IReadOnlyList<string> AnswerIds, int ContentEvents)
{
    /// <summary>The seeds of the engines whose content it has.</summary>
    public IEnumerable<int> Engines => AnswerIds.Select(EngineOf).Distinct();

    /// <summary>The seed of the engine that an answer came from.</summary>
    public static int EngineOf(string answerId) => Convert.ToInt32(answerId[..8], 16);
}
