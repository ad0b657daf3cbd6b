using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using TokenAwareBalancer.Receiving;
using TokenAwareBalancer.Receiving.Decoding;

namespace TokenAwareBalancer.Failures;

/// <summary>Answers a request with its failure, as long as nothing of an answer has been sent.</summary>
internal static class ErrorResponse
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the error, unless an answer has begun or the client is gone.</summary>
    public static async Task TryWriteAsync(Exchange exchange, Failure failure)
    {
        if (exchange.Http.Response.HasStarted || exchange.Http.RequestAborted.IsCancellationRequested)
            return;
        using var unread = CancellationTokenSource.CreateLinkedTokenSource(exchange.Http.RequestAborted);
        unread.CancelAfter(exchange.Rules.ClientSilence);
        try
        {
            await WriteAsync(exchange, failure, unread.Token);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The client left while it was being told, or reads none of its answers, and would stay for ever.
            exchange.Http.Abort();
        }
    }

    private static async Task WriteAsync(Exchange exchange, Failure failure, CancellationToken cancellationToken)
    {
        var response = exchange.Http.Response;
        response.Clear();
        response.StatusCode = failure.Traits.Status;
        response.ContentType = "application/json";
        exchange.WriteResponseHeaders();
        response.Headers[BalancerHeaders.Reason] = failure.Traits.Reason;
        if (failure.Traits.Status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        // Where the next request begins is not known any more.
        if (failure.Kind is RequestFailure.InvalidHead or RequestFailure.IncompleteBody)
            response.Headers.Connection = "close";
        if (failure.Traits.Status == StatusCodes.Status415UnsupportedMediaType)
            response.Headers.AcceptEncoding = ContentCoding.Accepted;
        WriteRetryAfter(response, failure.RetryAfterSeconds);

        var body = Serialize(exchange, failure);
        response.ContentLength = body.WrittenCount;
        if (HttpMethods.IsHead(exchange.Http.Request.Method))
            await response.Body.FlushAsync(cancellationToken);
        else
            await response.Body.WriteAsync(body.WrittenMemory, cancellationToken);
    }

    private static ArrayBufferWriter<byte> Serialize(Exchange exchange, Failure failure)
    {
        var body = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(body, Options);
        ErrorBody.Write(writer, exchange.Route.Errors, failure, exchange.RequestId);
        return body;
    }

    // Whole seconds for those who read only the standard header, milliseconds for those who read OpenAI's.
    private static void WriteRetryAfter(HttpResponse response, int? seconds)
    {
        if (seconds is not { } value)
            return;
        response.Headers.RetryAfter = value.ToString(CultureInfo.InvariantCulture);
        response.Headers[BalancerHeaders.RetryAfterMilliseconds] =
            (value * 1000L).ToString(CultureInfo.InvariantCulture);
    }
}
