using System.Net;
using Microsoft.AspNetCore.Http.Features;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Observing;
using TokenAwareBalancer.Receiving;
using Yarp.ReverseProxy.Forwarder;

namespace TokenAwareBalancer.Forwarding;

/// <summary>Carries requests with YARP's direct forwarding: it is right about headers, trailers and cancellation.</summary>
/// <remarks>
/// Three habits of the forwarder are turned around. It aborts the client when a backend breaks off: the abort is
/// deferred, so that an error event can be written. It leaves a status behind when it fails: cleared, so that the next
/// try starts clean. It gives up on silence after a while: time-outs are the deadline's business, not the wire's.
/// </remarks>
internal sealed class YarpTransport : IBackendTransport
{
    private static readonly ForwarderRequestConfig Config = new()
    {
        ActivityTimeout = Timeout.InfiniteTimeSpan,
        Version = HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private readonly IHttpForwarder _forwarder;
    private readonly BackendConnections _connections;
    private readonly ForwardingOptions _options;

    public YarpTransport(IHttpForwarder forwarder, BackendConnections connections, ForwardingOptions options)
    {
        _forwarder = forwarder;
        _connections = connections;
        _options = options;
    }

    public async Task<TransportResult> SendAsync(
        Exchange exchange,
        Backend backend,
        ConnectionUse connection,
        TryObservation observation,
        CancellationToken cancellationToken)
    {
        var http = exchange.Http;
        var transformer = new TryTransformer(exchange, backend, observation, _options);
        var clientBody = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var body = transformer.CreateBody();
        http.Features.Set<IForwarderErrorFeature>(null);
        http.Request.Body = body;
        using var abort = DeferredAbort.Install(http);
        try
        {
            var error = await _forwarder.SendAsync(http, backend.Definition.Address.AbsoluteUri,
                _connections.For(connection), Config, transformer, cancellationToken);
            var result = Classify(error, http, abort, observation, cancellationToken);
            if (result == TransportResult.Completed && observation.Body is { } observed)
                await observed.CompleteAsync(cancellationToken);
            return result;
        }
        finally
        {
            body.Revoke();
            http.Features.Set(clientBody);
            if (!http.Response.HasStarted && observation.Status is null)
                http.Response.Clear();
        }
    }

    private static TransportResult Classify(
        ForwarderError error, HttpContext http, DeferredAbort abort, TryObservation observation,
        CancellationToken cancellationToken)
    {
        if (error == ForwarderError.None && !abort.IsPending)
            return observation.LacksItsEnd ? TransportResult.Cut : TransportResult.Completed;
        if (cancellationToken.IsCancellationRequested || abort.RequestAborted.IsCancellationRequested
            || error == ForwarderError.ResponseBodyClient)
            return TransportResult.Canceled;
        if (abort.IsPending)
            return TransportResult.Cut;
        if (error == ForwarderError.ResponseHeaders)
            return TransportResult.Invalid;
        // Cut after its headers, before a byte of its body: the forwarder has taken the headers back.
        if (error == ForwarderError.ResponseBodyDestination)
            return TransportResult.Cut;
        // The backend answered without reading the whole request, as with a 413: its answer stands.
        if (observation.Status is not null)
            return TransportResult.Completed;
        return ClassifyConnection(error, http.GetForwarderErrorFeature()?.Exception);
    }

    private static TransportResult ClassifyConnection(ForwarderError error, Exception? exception)
    {
        // Nothing but the connect time-out runs in the handler.
        if (error == ForwarderError.RequestTimedOut)
            return TransportResult.Unreachable;
        return (exception as HttpRequestException)?.HttpRequestError switch
        {
            HttpRequestError.ConnectionError => TransportResult.Unreachable,
            HttpRequestError.NameResolutionError => TransportResult.Unreachable,
            HttpRequestError.SecureConnectionError => TransportResult.Unreachable,
            HttpRequestError.InvalidResponse => TransportResult.Invalid,
            HttpRequestError.ConfigurationLimitExceeded => TransportResult.Invalid,
            _ => TransportResult.Lost,
        };
    }
}
