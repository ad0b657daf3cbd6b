using System.Globalization;
using Microsoft.AspNetCore.Connections;
using TokenAwareBalancer.Failures;

namespace TokenAwareBalancer.Receiving;

/// <summary>
/// The stage Receiving: lets in who may come, as long as there is room, and takes the whole body in, within its limit.
/// </summary>
internal sealed class ReceivingStage
{
    private readonly ReceivingLimits _limits;
    private readonly TimeProvider _time;

    /// <param name="limits">Of all requests together.</param>
    /// <param name="time">The clock.</param>
    public ReceivingStage(ReceivingLimits limits, TimeProvider time)
    {
        _limits = limits;
        _time = time;
    }

    /// <returns>Null when the body is here.</returns>
    public async ValueTask<Failure?> ReceiveAsync(Exchange exchange)
    {
        var request = exchange.Http.Request;
        if (RequestHead.FindFault(request) is { } fault)
            return new Failure(RequestFailure.InvalidHead, fault);
        if (exchange.Route.Answerer == Answerer.Nobody)
            return UnknownRoute(request);
        if (!exchange.Rules.Keys.Admits(request, out var client))
            return InvalidKey();
        exchange.Client = client;
        if (!_limits.Places.TryEnter())
            return TooManyRequests();
        exchange.Places = _limits.Places;
        return await ReceiveBodyAsync(exchange);
    }

    private async ValueTask<Failure?> ReceiveBodyAsync(Exchange exchange)
    {
        var request = exchange.Http.Request;
        var rules = exchange.Rules;
        using var deadline = new BodyDeadline(rules.ClientSilence, rules.Timeouts.Default.Total, _time);
        try
        {
            return await exchange.Body.ReadAsync(request, rules.BodyBytes, _limits.Memory, deadline) switch
            {
                BodyEnd.TooLarge => TooLarge(request, rules.BodyBytes),
                BodyEnd.NoMemory => Overloaded(),
                _ => null,
            };
        }
        catch (OperationCanceledException) when (deadline.Token.IsCancellationRequested)
        {
            return deadline.IsTotal ? TooSlow(rules.Timeouts.Default.Total) : Stalled(rules.ClientSilence);
        }
        catch (BadHttpRequestException exception)
        {
            return new Failure(RequestFailure.IncompleteBody,
                $"The request's body could not be read to its end: {exception.Message}");
        }
        catch (IOException exception)
            when (HttpProtocol.IsHttp11(request.Protocol) && !exchange.Http.RequestAborted.IsCancellationRequested
                && exception is not ConnectionResetException)
        {
            // The size of a chunk that no number holds.
            return new Failure(RequestFailure.IncompleteBody,
                $"The request's body could not be read to its end: {exception.Message}");
        }
        catch (IOException exception) when (exception is not ConnectionResetException)
        {
            // A stream of HTTP/2 that its client has reset throws this, maybe before the token fires that tells of it.
            throw new ConnectionAbortedException("The client left while it sent its request.", exception);
        }
    }

    private static Failure UnknownRoute(HttpRequest request) => new(RequestFailure.UnknownRoute,
        $"Unknown request URL: {request.Method} {request.Path}. Inference is served under /v1, for instance " +
        "POST /v1/chat/completions, /v1/responses or /v1/messages.");

    // The same words for a missing and for a wrong key: whoever guesses learns nothing.
    private static Failure InvalidKey() => new(RequestFailure.InvalidKey,
        "The request carries no valid API key. Send one as Authorization: Bearer KEY, as x-api-key or as api-key.");

    private Failure TooManyRequests() => new(RequestFailure.TooManyRequests, string.Create(
        CultureInfo.InvariantCulture,
        $"The balancer has {_limits.Places.Most} requests, which is as many as it takes at once (limits.requests, or " +
        $"half of its file descriptors). Try again in a moment."),
        RetryAfterSeconds: 1);

    // Said of all requests together: this one may be small, and the next try of it may find room.
    internal static Failure Overloaded() => new(RequestFailure.Overloaded,
        "The bodies of the requests that are here take all the memory that they may (limits.bufferedBytes). Try " +
        "again in a moment.",
        RetryAfterSeconds: 1);

    private static Failure TooLarge(HttpRequest request, long mostBytes) => new(RequestFailure.BodyTooLarge, string.Create(
        CultureInfo.InvariantCulture,
        $"The request's body{Announced(request)} is larger than the {mostBytes} bytes that are accepted " +
        $"(limits.body)."));

    private static Failure TooSlow(TimeSpan totalTime) => new(RequestFailure.TotalTimeout, string.Create(
        CultureInfo.InvariantCulture,
        $"The request's body did not arrive within {totalTime.TotalSeconds} s (timeouts.total)."));

    private static Failure Stalled(TimeSpan silence) => new(RequestFailure.BodyStalled, string.Create(
        CultureInfo.InvariantCulture,
        $"Nothing more of the request's body came for {silence.TotalSeconds} s (timeouts.client). Send it again."));

    private static string Announced(HttpRequest request) => request.ContentLength is { } bytes
        ? string.Create(CultureInfo.InvariantCulture, $" of {bytes} bytes")
        : "";
}
