namespace TokenAwareBalancer.Failures;

/// <summary>
/// Every way in which a request can fail here. What each means to a client is in <see cref="FailureTable"/>.
/// </summary>
internal enum RequestFailure
{
    /// <summary>The body is not the JSON its API asks for.</summary>
    InvalidRequest,

    /// <summary>The request line or a header is such that others might read another request.</summary>
    InvalidHead,

    /// <summary>The connection brought less than it announced, or broken chunks.</summary>
    IncompleteBody,

    /// <summary>Nothing more of the body came for as long as its client may be silent.</summary>
    BodyStalled,

    /// <summary>A key is asked for, and the request carries none that is known.</summary>
    InvalidKey,

    BodyTooLarge,

    /// <summary>The body is compressed, and decoded it is larger than it may be.</summary>
    BodyInflated,

    /// <summary>The body is compressed in a way that is not known here.</summary>
    UnsupportedEncoding,

    /// <summary>The path is none of ours.</summary>
    UnknownRoute,

    /// <summary>No backend is configured for the model.</summary>
    UnknownModel,

    /// <summary>What is asked for needs the model's tokenizer, and none is configured.</summary>
    NoTokenizer,

    /// <summary>All backends are at their concurrency limits and the line is full.</summary>
    NoRoom,

    /// <summary>As many requests are here as may be at once, or as there are descriptors for.</summary>
    TooManyRequests,

    /// <summary>The bodies of all requests together take all the memory that they may.</summary>
    Overloaded,

    /// <summary>The request stood in line for as long as it may.</summary>
    HoldExpired,

    /// <summary>No backend serves the model now.</summary>
    NoBackend,

    /// <summary>Every try failed before a byte of an answer.</summary>
    BackendsFailed,

    /// <summary>A backend broke off in the middle of an answer.</summary>
    AnswerCut,

    /// <summary>A backend's answer cannot be read as HTTP that may be passed on.</summary>
    InvalidAnswer,

    FirstTokenTimeout,

    /// <summary>A backend fell silent within a stream.</summary>
    Stalled,

    TotalTimeout,

    /// <summary>The balancer is stopping and its time for running answers is over.</summary>
    ShuttingDown,

    /// <summary>A defect of the balancer.</summary>
    InternalError,
}
