using System.Globalization;

namespace TokenAwareBalancer.Load;

/// <summary>What a client saw of one answer, on the wall clock.</summary>
internal sealed record AnswerTiming
{
    /// <summary>Which request of the list, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>From when all times below are measured; see <see cref="SendSlot"/>.</summary>
    public required long DueTimestamp { get; init; }

    /// <summary>False while the target is only being filled.</summary>
    public required bool IsMeasured { get; init; }

    public required AnswerEnd End { get; init; }

    /// <summary>The answer's status; 0 when there was none.</summary>
    public int Status { get; init; }

    /// <summary>Which backend gave it, where a balancer says so.</summary>
    public string? Backend { get; init; }

    /// <summary>The answer came as events.</summary>
    public bool IsStreamed { get; init; }

    /// <summary>What the list says of its prompt.</summary>
    public int PromptTokens { get; init; }

    /// <summary>How late the client itself was.</summary>
    public TimeSpan SendLag { get; init; }

    /// <summary>Until the first content; not streamed, until all of the answer is there.</summary>
    public TimeSpan FirstToken { get; init; }

    /// <summary>Until the last content.</summary>
    public TimeSpan LastToken { get; init; }

    /// <summary>Until the last byte, or until it failed.</summary>
    public TimeSpan WholeAnswer { get; init; }

    /// <summary>The longest time between two contents.</summary>
    public TimeSpan LongestGap { get; init; }

    /// <summary>Events with content, each about a token.</summary>
    public int ContentEvents { get; init; }

    /// <summary>What the server says that it generated; null when it does not say.</summary>
    public long? UsageOutputTokens { get; init; }

    public bool IsComplete => End == AnswerEnd.Complete;

    /// <summary>The server's number, else a token for each content event.</summary>
    public long OutputTokens => UsageOutputTokens ?? ContentEvents;

    /// <summary>Null when it was not streamed, or has one token.</summary>
    public TimeSpan? TimePerOutputToken =>
        IsStreamed && OutputTokens > 1 ? (LastToken - FirstToken) / (OutputTokens - 1) : null;

    /// <summary>Its end in words that a report counts by: <c>http 429</c>, <c>cut</c>.</summary>
    public string EndName => End switch
    {
        AnswerEnd.Complete => "complete",
        AnswerEnd.HttpStatus => string.Create(CultureInfo.InvariantCulture, $"http {Status}"),
        AnswerEnd.Refused => "connection refused",
        AnswerEnd.Unreachable => "unreachable",
        AnswerEnd.Lost => "closed before an answer",
        AnswerEnd.Cut => "cut",
        AnswerEnd.InBandError => "error event",
        AnswerEnd.TimedOut => "timed out",
        AnswerEnd.NoEndMark => "no end mark",
        AnswerEnd.Empty => "empty answer",
        AnswerEnd.NotSent => "not sent",
        AnswerEnd.Cancelled => "cancelled",
        _ => throw new InvalidOperationException($"An end without a name: {End}."),
    };
}
