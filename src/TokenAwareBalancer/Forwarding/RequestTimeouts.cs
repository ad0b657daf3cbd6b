namespace TokenAwareBalancer.Forwarding;

/// <summary>How long one request may take, and its parts.</summary>
/// <param name="FirstToken">From sending a try of a stream to its first content.</param>
/// <param name="BetweenTokens">The longest silence within a stream after that.</param>
/// <param name="Total">From the arrival of the request to the end of its answer.</param>
/// <param name="IsShortened">Whether its client wants to wait less than the operator would let it.</param>
internal sealed record RequestTimeouts(
    TimeSpan FirstToken, TimeSpan BetweenTokens, TimeSpan Total, bool IsShortened = false);
