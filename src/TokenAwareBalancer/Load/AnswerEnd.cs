namespace TokenAwareBalancer.Load;

/// <summary>How a request of a load ended, as its client saw it.</summary>
internal enum AnswerEnd
{
    /// <summary>The whole answer came, with content.</summary>
    Complete,

    /// <summary>A status other than 2xx.</summary>
    HttpStatus,

    /// <summary>Nobody listens at the address.</summary>
    Refused,

    /// <summary>No connection for another reason: name, route, TLS.</summary>
    Unreachable,

    /// <summary>The connection ended before a byte of an answer.</summary>
    Lost,

    /// <summary>The connection ended within an answer.</summary>
    Cut,

    /// <summary>An event of the stream said that the server failed.</summary>
    InBandError,

    /// <summary>The client's own time limit ended it.</summary>
    TimedOut,

    /// <summary>The answer ended in good order without saying that it is whole.</summary>
    NoEndMark,

    /// <summary>The answer is whole, and there is nothing in it.</summary>
    Empty,

    /// <summary>Too many requests were under way: the client has not sent it.</summary>
    NotSent,

    /// <summary>The run ended first: neither a success nor an error.</summary>
    Cancelled,
}
