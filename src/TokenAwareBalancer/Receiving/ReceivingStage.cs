using System.Globalization;
using Microsoft.AspNetCore.Connections;
using TokenAwareBalancer.Authenticating;
using TokenAwareBalancer.Failures;

namespace TokenAwareBalancer.Receiving;

/// <summary>
/// The stage Receiving: lets in who may come, as long as there is room, and takes the whole body in, within its limit.
/// </summary>
internal sealed class ReceivingStage
{
    private readonly ClientKeys _keys;
    private readonly RequestPlaces _places;
    private readonly long _bodyLimitBytes;
    private readonly TimeSpan _timeLimit;
    private readonly TimeProvider _time;

    /// <param name="keys">Who may come.</param>
    /// <param name="places">How many may be here at once.</param>
    /// <param name="bodyLimitBytes">The largest body.</param>
    /// <param name="timeLimit">The total time of a request, of which its body may take all.</param>
    /// <param name="time">The clock.</param>
    public ReceivingStage(
        ClientKeys keys, RequestPlaces places, long bodyLimitBytes, TimeSpan timeLimit, TimeProvider time)
    {
        _keys = keys;
        _places = places;
        _bodyLimitBytes = bodyLimitBytes;
        _timeLimit = timeLimit;
        _time = time;
    }

    /// <returns>Null when the body is here.</returns>
    public async ValueTask<Failure?> ReceiveAsync(Exchange exchange)
    {
        var request = exchange.Http.Request;
        if (exchange.Route.Answerer == Answerer.Nobody)
            return UnknownRoute(request);
        if (!_keys.Admits(request, out var client))
            return InvalidKey();
        exchange.Client = client;
        if (!_places.TryEnter())
            return TooManyRequests();
        exchange.Places = _places;
        return await ReceiveBodyAsync(exchange);
    }

    private async ValueTask<Failure?> ReceiveBodyAsync(Exchange exchange)
    {
        var request = exchange.Http.Request;
        using var timeLimit = new CancellationTokenSource(_timeLimit, _time);
        try
        {
            return await exchange.Body.TryReadAsync(request, _bodyLimitBytes, timeLimit.Token)
                ? null
                : TooLarge(request);
        }
        catch (OperationCanceledException) when (timeLimit.IsCancellationRequested)
        {
            return TooSlow();
        }
        catch (BadHttpRequestException exception)
        {
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

    private static Failure TooManyRequests() => new(RequestFailure.TooManyRequests,
        "The balancer holds as many requests as it can open connections for. Try again in a moment.",
        RetryAfterSeconds: 1);

    private Failure TooLarge(HttpRequest request) => new(RequestFailure.BodyTooLarge, string.Create(
        CultureInfo.InvariantCulture,
        $"The request's body{Announced(request)} is larger than the {_bodyLimitBytes} bytes that are accepted " +
        $"(limits.body)."));

    private Failure TooSlow() => new(RequestFailure.TotalTimeout, string.Create(
        CultureInfo.InvariantCulture,
        $"The request's body did not arrive within {_timeLimit.TotalSeconds} s (timeouts.total)."));

    private static string Announced(HttpRequest request) => request.ContentLength is { } bytes
        ? string.Create(CultureInfo.InvariantCulture, $" of {bytes} bytes")
        : "";
}
