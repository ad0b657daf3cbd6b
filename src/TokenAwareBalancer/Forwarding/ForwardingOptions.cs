namespace TokenAwareBalancer.Forwarding;

/// <summary>What is configured about carrying requests.</summary>
/// <param name="ForwardClientAuthorization">Whether the client's credentials go on to the backend.</param>
/// <param name="RequestUsage">Whether to ask for usage in streams on behalf of clients that do not.</param>
/// <param name="OwnsCrossOrigin">Whether the balancer, and no backend, says which web pages may read answers.</param>
/// <param name="FirstTokenTimeout">The longest wait for the first content of a stream.</param>
/// <param name="TotalTimeout">From the arrival of a request to the end of its answer.</param>
internal sealed record ForwardingOptions(
    bool ForwardClientAuthorization,
    bool RequestUsage,
    bool OwnsCrossOrigin,
    TimeSpan FirstTokenTimeout,
    TimeSpan TotalTimeout);
