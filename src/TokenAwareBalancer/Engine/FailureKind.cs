namespace TokenAwareBalancer.Engine;

/// <summary>What is made to go wrong with one request.</summary>
internal enum FailureKind
{
    None,

    /// <summary>The connection is aborted without a byte.</summary>
    Refuse,

    /// <summary>Status 500.</summary>
    ServerError,

    /// <summary>Status 429 with <c>Retry-After</c>.</summary>
    TooManyRequests,

    /// <summary>No token ever comes; a streamed answer has its headers. Held until the client leaves.</summary>
    Stall,

    /// <summary>The connection is aborted after part of the answer.</summary>
    Cut,
}
