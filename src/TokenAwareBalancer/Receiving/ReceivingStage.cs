using System.Globalization;
using TokenAwareBalancer.Failures;

namespace TokenAwareBalancer.Receiving;

/// <summary>The stage Receiving: takes the whole body in, within its limit.</summary>
internal sealed class ReceivingStage
{
    private readonly long _bodyLimitBytes;

    public ReceivingStage(long bodyLimitBytes) => _bodyLimitBytes = bodyLimitBytes;

    /// <returns>Null when the body is here.</returns>
    public async ValueTask<Failure?> ReceiveAsync(Exchange exchange)
    {
        var request = exchange.Http.Request;
        if (!RequestRoute.IsInference(request))
            return UnknownRoute(request);
        try
        {
            return await exchange.Body.TryReadAsync(request, _bodyLimitBytes, exchange.Http.RequestAborted)
                ? null
                : TooLarge(request);
        }
        catch (BadHttpRequestException exception)
        {
            return new Failure(RequestFailure.IncompleteBody,
                $"The request's body could not be read to its end: {exception.Message}");
        }
    }

    private static Failure UnknownRoute(HttpRequest request) => new(RequestFailure.UnknownRoute,
        $"Unknown request URL: {request.Method} {request.Path}. Inference is served under /v1, for instance " +
        "POST /v1/chat/completions, /v1/completions or /v1/messages.");

    private Failure TooLarge(HttpRequest request) => new(RequestFailure.BodyTooLarge, string.Create(
        CultureInfo.InvariantCulture,
        $"The request's body {Announced(request)} is larger than the {_bodyLimitBytes} bytes that are accepted " +
        $"(limits.body)."));

    private static string Announced(HttpRequest request) => request.ContentLength is { } bytes
        ? string.Create(CultureInfo.InvariantCulture, $"of {bytes} bytes")
        : "";
}
