namespace TokenAwareBalancer.Forwarding;

/// <summary>How sending a request to a backend ended, seen from the wire.</summary>
internal enum TransportResult
{
    /// <summary>The answer was passed on to its end.</summary>
    Completed,

    /// <summary>The backend answered that it cannot serve; nothing of that was passed on.</summary>
    Declined,

    /// <summary>No connection could be made: the backend has seen nothing.</summary>
    Unreachable,

    /// <summary>Somebody was reached who is not who it should be: the backend has seen nothing.</summary>
    Untrusted,

    /// <summary>The connection was lost before a byte of an answer.</summary>
    Lost,

    /// <summary>The connection was lost within the answer.</summary>
    Cut,

    /// <summary>What came cannot be passed on as an HTTP answer.</summary>
    Invalid,

    /// <summary>The caller's token, or the client's going away, ended it.</summary>
    Canceled,
}
