using System.Net;
using System.Net.Http.Headers;
using TokenAwareBalancer.Workloads;

namespace TokenAwareBalancer.Load;

/// <summary>Sends chat requests to one address and times their answers.</summary>
internal sealed class InferenceClient : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        // As many connections as answers at once: a client that queues would time its own queue.
        MaxConnectionsPerServer = int.MaxValue,
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
    });

    private readonly Uri _chat;
    private readonly TimeProvider _time;

    /// <param name="server">Without <c>/v1</c>.</param>
    /// <param name="time">The clock to measure by.</param>
    public InferenceClient(Uri server, TimeProvider time)
    {
        _chat = new Uri(server, "v1/chat/completions");
        _time = time;
    }

    /// <summary>Sends a request and reads its answer to the end.</summary>
    /// <param name="request">What to send.</param>
    /// <param name="dueTimestamp">
    /// When it should have been sent: time is measured from here, so that a client that is late does not hide it.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<AnswerTiming> SendAsync(
        PlannedRequest request, long dueTimestamp, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, _chat);
        message.Content = new ReadOnlyMemoryContent(request.Body);
        message.Content.Headers.ContentType = Json;
        using var response = await _http.SendAsync(message, cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        return request.IsStreaming && response.IsSuccessStatusCode
            ? await ReadStreamAsync(body, dueTimestamp, cancellationToken)
            : await ReadWholeAsync(response, body, dueTimestamp, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private async Task<AnswerTiming> ReadStreamAsync(
        Stream body, long dueTimestamp, CancellationToken cancellationToken)
    {
        var scanner = new StreamScanner();
        var firstToken = TimeSpan.Zero;
        while (await body.ReadAsync(scanner.Free, cancellationToken) is > 0 and var readBytes)
        {
            var hadContent = scanner.HasContent;
            scanner.Advance(readBytes);
            if (scanner.HasContent && !hadContent)
                firstToken = _time.GetElapsedTime(dueTimestamp);
        }
        var isComplete = scanner is { HasContent: true, HasEnd: true };
        return new AnswerTiming(HttpStatusCode.OK, isComplete, firstToken, _time.GetElapsedTime(dueTimestamp));
    }

    private async Task<AnswerTiming> ReadWholeAsync(
        HttpResponseMessage response, Stream body, long dueTimestamp, CancellationToken cancellationToken)
    {
        await body.CopyToAsync(Stream.Null, cancellationToken);
        var elapsed = _time.GetElapsedTime(dueTimestamp);
        return new AnswerTiming(response.StatusCode, response.IsSuccessStatusCode, elapsed, elapsed);
    }
}
