using TokenAwareBalancer.Configuration;

namespace TokenAwareBalancer.Forwarding;

/// <summary>What is configured about carrying requests.</summary>
/// <param name="ForwardClientAuthorization">Whether the client's credentials go on to the backend.</param>
/// <param name="ForwardedHeaders">What backends are told of where a request came from.</param>
/// <param name="RequestUsage">Whether to ask for usage in streams on behalf of clients that do not.</param>
/// <param name="OwnsCrossOrigin">Whether the balancer, and no backend, says which web pages may read answers.</param>
internal sealed record ForwardingOptions(
    bool ForwardClientAuthorization,
    ForwardedHeaders ForwardedHeaders,
    bool RequestUsage,
    bool OwnsCrossOrigin);
