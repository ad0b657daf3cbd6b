using TokenAwareBalancer.Configuration.Declaring;

namespace TokenAwareBalancer.Configuration;

/// <summary>How long the balancer waits, and for what.</summary>
internal sealed class TimeoutOptions
{
    /// <summary>A connection takes under a second; 5 s leave room for two lost SYNs (1 s and 3 s).</summary>
    [Duration("Until a connection to a backend is open.", "1ms", "5s"), NeedsRestart]
    public TimeSpan Connect { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A prompt of 128k tokens at 2,000 tokens/s of prefill takes 64 s, and it may wait behind another one.
    /// </summary>
    [Duration("From sending a streaming request to a backend until its first content; later the answer is 504.",
        "1ms", "120s")]
    public TimeSpan FirstToken { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>Kestrel's own. The head of a request is a packet or two.</summary>
    [Duration("From the first byte of a request until its headers are whole; then it is told 408 and the connection is "
        + "closed. Looked at once a second.", "1s", "30s"), NeedsRestart]
    public TimeSpan Headers { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// As nginx and Apache have it. A phone that changes its cell is silent for seconds, a slow line never for long.
    /// </summary>
    [Duration("The longest silence of a client within its request's body, then it is told 408; and how long it may leave "
        + "the balancer's own answers unread, then its connection is closed.", "1ms", "60s")]
    public TimeSpan Client { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Kestrel's own: above the two minutes after which many a proxy and library drop theirs.</summary>
    [Duration("How long a connection may be without requests until it is closed. Looked at once a second.", "1s", "130s"),
        NeedsRestart]
    public TimeSpan Idle { get; set; } = TimeSpan.FromSeconds(130);

    /// <summary>An engine that preempts a request under memory pressure may leave its stream silent for a while.</summary>
    [Duration("The longest silence of a backend within a stream, after its first content; then the stream ends with an "
        + "error.", "1ms", "120s")]
    public TimeSpan BetweenTokens { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>32k output tokens of a reasoning model at 20 tokens/s take 27 minutes.</summary>
    [Duration("From a request's arrival until the end of its answer; not less than firstToken.", "1ms", "30m")]
    public TimeSpan Total { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Twice the default total: a client may know better, but not without end.</summary>
    [Duration("The longest time-out that a request may ask for in its headers.", "1ms", "1h")]
    public TimeSpan HeaderCap { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Most answers end within it, and free a place; longer waits are better spent elsewhere.</summary>
    [Duration("How long a request is held when no backend has room; 0 answers 429 at once.", "0s", "30s")]
    public TimeSpan Hold { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Kubernetes kills 30 s after it asks a pod to end, by default.</summary>
    [Duration("How long a stopping balancer lets answers finish.", "0s", "30s")]
    public TimeSpan Shutdown { get; set; } = TimeSpan.FromSeconds(30);
}
