using System.Net;
using Microsoft.AspNetCore.Http.Features;
using TokenAwareBalancer.Connecting;
using TokenAwareBalancer.Observing;
using TokenAwareBalancer.Reloading;
using Yarp.ReverseProxy.Forwarder;

namespace TokenAwareBalancer.Forwarding;

/// <summary>
/// Carries requests with YARP's direct forwarding: it is right about headers, trailers and cancellation.
/// </summary>
/// <remarks>
/// Three habits of the forwarder are turned around. It aborts the client when a backend breaks off: the abort is
/// deferred, so that an error event can be written. It leaves a status behind when it fails: cleared, so that the next
/// try starts clean. It gives up on silence after a while: time-outs are the deadline's business, not the wire's.
/// </remarks>
internal sealed partial class YarpTransport : IBackendTransport
{
    private static readonly ForwarderRequestConfig Config = new()
    {
        ActivityTimeout = Timeout.InfiniteTimeSpan,
        Version = HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private readonly IHttpForwarder _forwarder;
    private readonly BackendConnections _connections;
    private readonly ConfigurationInForce _configuration;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    public YarpTransport(
        IHttpForwarder forwarder,
        BackendConnections connections,
        ConfigurationInForce configuration,
        TimeProvider time,
        ILoggerFactory logs)
    {
        _time = time;
        _log = logs.CreateLogger("balancer.try");
        _forwarder = forwarder;
        _connections = connections;
        _configuration = configuration;
    }

    public async Task<TransportResult> SendAsync(
        Try one, ConnectionUse connection, CancellationToken cancellationToken)
    {
        var (http, backend, observation) = (one.Exchange.Http, one.Backend, one.Observation);
        // By the rules that the request came under and by those of now: the backend may have been added since.
        var forwardsCredentials = one.Exchange.Rules.Forwarding.ForwardClientAuthorization
            && _configuration.Current.Rules.Forwarding.ForwardClientAuthorization;
        var transformer = new TryTransformer(one, forwardsCredentials, _time);
        var clientBody = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var body = transformer.CreateBody();
        observation.RequestBody = new BodyRelease(one.Exchange, body);
        http.Features.Set<IForwarderErrorFeature>(null);
        http.Request.Body = body;
        using var abort = DeferredAbort.Install(http);
        var watch = AnswerWatch.Begin();
        try
        {
            var error = await _forwarder.SendAsync(http, one.Definition.Address.AbsoluteUri,
                _connections.For(one.Definition, connection), Config, transformer, cancellationToken);
            var result = Classify(error, http, abort, observation, watch, cancellationToken);
            if (result != TransportResult.Completed)
                Log.TryFailed(_log, http.GetForwarderErrorFeature()?.Exception, one.Exchange.RequestId, backend.Name, result);
            return result == TransportResult.Completed && observation.Body is { } observed
                ? await CompleteAsync(observed, cancellationToken)
                : result;
        }
        finally
        {
            body.Revoke();
            http.Features.Set(clientBody);
            if (!http.Response.HasStarted && (observation.Status is null || observation.IsDeclined))
                http.Response.Clear();
        }
    }

    private static async Task<TransportResult> CompleteAsync(
        ObservedBodyStream body, CancellationToken cancellationToken)
    {
        try
        {
            await body.CompleteAsync(cancellationToken);
            return TransportResult.Completed;
        }
        catch (OperationCanceledException)
        {
            return TransportResult.Canceled;
        }
    }

    private static TransportResult Classify(
        ForwarderError error, HttpContext http, DeferredAbort abort, TryObservation observation, AnswerWatch watch,
        CancellationToken cancellationToken)
    {
        if (observation.IsDeclined)
            return TransportResult.Declined;
        if (error == ForwarderError.None && !abort.IsPending)
            return observation.LacksItsEnd ? TransportResult.Cut : TransportResult.Completed;
        if (cancellationToken.IsCancellationRequested || abort.RequestAborted.IsCancellationRequested
            || error == ForwarderError.ResponseBodyClient)
            return TransportResult.Canceled;
        return observation.Status is not null || abort.IsPending || error == ForwarderError.ResponseHeaders
            ? TransportResults.OfAnswer(error, abort.IsPending)
            : TransportResults.OfConnection(error, http.GetForwarderErrorFeature()?.Exception, watch.HasByte);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Debug, Message = "{RequestId} {Backend} {Result}")]
        public static partial void TryFailed(
            ILogger logger, Exception? exception, string requestId, string backend, TransportResult result);
    }
}
