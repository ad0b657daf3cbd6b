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
