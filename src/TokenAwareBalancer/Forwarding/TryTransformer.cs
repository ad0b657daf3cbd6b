using System.Buffers;
using Microsoft.AspNetCore.Http.Features;
using TokenAwareBalancer.Failures;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Observing;
using TokenAwareBalancer.Receiving;
using TokenAwareBalancer.Understanding;
using Yarp.ReverseProxy.Forwarder;

namespace TokenAwareBalancer.Forwarding;

/// <summary>
/// What differs between the client's request and the backend's, and between the backend's answer and the client's.
/// </summary>
internal sealed class TryTransformer : HttpTransformer
{
    private const string CrossOriginPrefix = "Access-Control-";

    // The forwarder leaves these to a tracing library. There is none here, so they pass like any other header.
    private static readonly string[] TraceHeaders = ["traceparent", "tracestate", "baggage"];

    // Where clients of OpenAI, Anthropic, Azure and Google put their keys, and browsers theirs.
    private static readonly string[] CredentialHeaders =
        ["Authorization", BalancerHeaders.ApiKey, BalancerHeaders.AzureApiKey, "x-goog-api-key", "Cookie"];

    private readonly Exchange _exchange;
    private readonly BackendDefinition _backend;
    private readonly TryObservation _observation;
    private readonly FailoverChance _failover;
    private readonly ForwardingOptions _options;
    private readonly TimeProvider _time;
    private readonly bool _forwardsCredentials;
    private readonly bool _addsUsage;
    private readonly string? _newModelName;
    private readonly bool _isEdited;

    /// <param name="one">The try.</param>
    /// <param name="forwardsCredentials">Whether the client's go on to the backend.</param>
    /// <param name="time">The clock.</param>
    public TryTransformer(Try one, bool forwardsCredentials, TimeProvider time)
    {
        (_exchange, _, _observation, _failover, _backend) = one;
        _options = _exchange.Rules.Forwarding;
        _forwardsCredentials = forwardsCredentials;
        _time = time;
        _addsUsage = _options.RequestUsage && CanAskForUsage(_exchange);
        _newModelName = FindNewModelName();
        _isEdited = _addsUsage || _newModelName is not null;
    }

    /// <summary>The body as this backend shall see it.</summary>
    public UpstreamBody CreateBody()
    {
        var body = new UpstreamBody(EditBody());
        var request = _exchange.Http.Request;
        // The whole body is here: its length is known, also when the client sent it in chunks.
        if (request.ContentLength is not null || body.Length > 0)
        {
            request.Headers.TransferEncoding = default;
            request.ContentLength = body.Length;
        }

        return body;
    }

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix,
        CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        proxyRequest.Headers.Host = _backend.HostHeader;
        proxyRequest.RequestUri = AddressOf(httpContext.Request, destinationPrefix);
        foreach (var header in TraceHeaders)
        {
            if (httpContext.Request.Headers.TryGetValue(header, out var values)
                && !proxyRequest.Headers.Contains(header))
                proxyRequest.Headers.TryAddWithoutValidation(header, (IEnumerable<string?>)values);
        }

        // Who edits what was compressed sends it as it reads.
        if (_isEdited && _exchange.IsDecoded)
            proxyRequest.Content?.Headers.Remove("Content-Encoding");
        // Said to this balancer.
        proxyRequest.Headers.Remove(BalancerHeaders.ExpectedOutputTokens);
        RemoveHopByHop(httpContext.Request, proxyRequest);
        ForwardedHeaderWriter.Write(httpContext.Request, proxyRequest, _options.ForwardedHeaders);
        ReplaceCredentials(proxyRequest);
    }

    public override async ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is not null && IsDeclined(proxyResponse))
            return false;
        if (!await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken))
            return false;
        var response = httpContext.Response;
        // RFC 9110, 7.6.1, as for requests: what the backend's Connection names was for this balancer.
        foreach (var name in (IEnumerable<string>?)proxyResponse?.Headers.Connection ?? [])
            response.Headers.Remove(name);
        if (_options.OwnsCrossOrigin)
            RemoveCrossOrigin(response.Headers);
        _exchange.WriteResponseHeaders();
        var format = AnswerFormats.Of(response.ContentType, response.Headers.ContentEncoding.ToString());
        var removesUsageEvent = _addsUsage && format == AnswerFormat.EventStream;
        if (removesUsageEvent)
            response.ContentLength = null;
        // Of a stream that is not understood nobody can say which event should end it.
        _observation.IsDelimitedByClose = _exchange.IsUnderstood
            && proxyResponse is { Headers.TransferEncodingChunked: not true, Content.Headers.ContentLength: null };
        response.Body = _observation.OnHeaders(format, response.Body, removesUsageEvent, _failover.IsOpen);
        return true;
    }

    /// <summary>Whether the answer is kept from the client, so that another backend may answer instead.</summary>
    private bool IsDeclined(HttpResponseMessage answer)
    {
        var status = (int)answer.StatusCode;
        _observation.OnStatus(status, RetryAfter.ReadSeconds(answer, _time));
        if (!_failover.TryDecline(status))
            return false;
        _observation.Decline();
        return true;
    }

    // The server unescapes a path but for %2F, which the forwarder would escape once more: files are named by such ids.
    private static Uri AddressOf(HttpRequest request, string prefix)
    {
        var target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return request.Path.Value!.Contains("%2F", StringComparison.OrdinalIgnoreCase) && target.StartsWith('/')
            // Dots that the server has resolved are resolved for good: the address library would do it once more.
            && !target.Contains("/.", StringComparison.Ordinal)
            && !target.Contains("%2e", StringComparison.OrdinalIgnoreCase)
            ? new Uri(string.Concat(prefix.AsSpan().TrimEnd('/'), target))
            : RequestUtilities.MakeDestinationAddress(prefix, request.Path, request.QueryString);
    }

    // Anthropic's streams always carry usage, and know no such option.
    private static bool CanAskForUsage(Exchange exchange) =>
        exchange is { IsUnderstood: true, Route.Surface: ApiSurface.ChatCompletions or ApiSurface.Completions }
        && exchange.Profile.IsStreaming
        && !exchange.Profile.Outline.AsksForUsage;

    private ReadOnlySequence<byte> EditBody() => _isEdited
        ? BodyEdits.Apply(_exchange.Content.Memory, _exchange.Profile.Outline, _newModelName, _addsUsage)
        : new ReadOnlySequence<byte>(_exchange.Body.Memory);

    private string? FindNewModelName()
    {
        var ownName = _exchange.Profile.Model is { } model ? _backend.OwnNameOf(model) : null;
        return ownName != _exchange.Profile.Model ? ownName : null;
    }

    /// <summary>The forwarder removes the headers that are always for one hop only; these are for this one.</summary>
    private static void RemoveHopByHop(HttpRequest request, HttpRequestMessage proxyRequest)
    {
        // The whole body is here: waiting for a backend's leave to send it would cost up to a second.
        proxyRequest.Headers.Remove("Expect");
        // What the client would take for trailers is its own connection's affair, and its body's trailers end here.
        proxyRequest.Headers.Remove("TE");
        proxyRequest.Headers.Remove("Trailer");
        // RFC 9110, 7.6.1: a header named in Connection concerns this connection.
        foreach (var value in request.Headers.Connection)
        {
            foreach (var name in (value ?? "").Split(',', StringSplitOptions.TrimEntries))
            {
                if (proxyRequest.Headers.NonValidated.Contains(name))
                    proxyRequest.Headers.Remove(name);
            }
        }
    }

    // A browser refuses an answer that says twice who may read it.
    private static void RemoveCrossOrigin(IHeaderDictionary headers)
    {
        foreach (var name in headers.Keys.Where(name => name.StartsWith(
            CrossOriginPrefix, StringComparison.OrdinalIgnoreCase)).ToArray())
            headers.Remove(name);
    }

    private void ReplaceCredentials(HttpRequestMessage request)
    {
        if (_forwardsCredentials)
            return;
        foreach (var header in CredentialHeaders)
            request.Headers.Remove(header);
        if (_backend.ApiKey is not { } key)
            return;
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key.Reveal()}");
        if (_exchange.Route.Errors == ErrorFormat.Anthropic)
            request.Headers.TryAddWithoutValidation(BalancerHeaders.ApiKey, key.Reveal());
    }
}
