using TokenAwareBalancer.Connecting;

namespace TokenAwareBalancer.Forwarding;

/// <summary>
/// Carries a request to a backend and its answer to the client. All that forwarding knows of the wire.
/// </summary>
internal interface IBackendTransport
{
    /// <summary>
    /// Sends the request once. Nothing of the client's response has been started when it returns
    /// <see cref="TransportResult.Unreachable"/>, <see cref="TransportResult.Untrusted"/>,
    /// <see cref="TransportResult.Lost"/> or <see cref="TransportResult.Declined"/>; in every other case but
    /// <see cref="TransportResult.Completed"/> the response is left open for the caller to end, if it has been started.
    /// </summary>
    /// <param name="one">What to send where.</param>
    /// <param name="connection">Whether an idle connection may be used again.</param>
    /// <param name="cancellationToken">Ends it at once, also upstream.</param>
    Task<TransportResult> SendAsync(Try one, ConnectionUse connection, CancellationToken cancellationToken);
}
