using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using TokenAwareBalancer.Observing;
using TokenAwareBalancer.Receiving;
using TokenAwareBalancer.Workloads;

namespace TokenAwareBalancer.Load;

/// <summary>Sends inference requests to one address and times their answers.</summary>
/// <remarks>
/// What goes wrong with a request is a value, never an exception: a load goes on. Thread-safe; the histogram of gaps is
/// guarded by itself, and written once per answer.
/// </remarks>
internal sealed class InferenceClient : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpMessageInvoker _http;
    private readonly ConcurrentDictionary<string, Uri> _addresses = new();
    private readonly Uri _server;
    private readonly ClientOptions _options;
    private readonly TimeProvider _time;

    /// <param name="server">Without <c>/v1</c>.</param>
    /// <param name="time">The clock to measure by.</param>
    /// <param name="options">How to send; null takes the defaults.</param>
    public InferenceClient(Uri server, TimeProvider time, ClientOptions? options = null)
    {
        _server = server;
        _time = time;
        _options = options ?? new ClientOptions();
        _http = new HttpMessageInvoker(CreateHandler());
    }

    /// <summary>Times between the contents of complete answers that are measured. Read it when nothing runs.</summary>
    public LatencyHistogram Gaps { get; } = new();

    /// <summary>Sends a request and reads its answer to the end.</summary>
    /// <param name="request">What to send.</param>
    /// <param name="slot">When it should have been sent, and which one it is.</param>
    /// <param name="cancellationToken">Gives up; the answer is then <see cref="AnswerEnd.Cancelled"/>.</param>
    public async Task<AnswerTiming> SendAsync(
        PlannedRequest request, SendSlot slot, CancellationToken cancellationToken)
    {
        var timing = new AnswerTiming
        {
            Index = slot.Index,
            DueTimestamp = slot.DueTimestamp,
            IsMeasured = slot.IsMeasured,
            PromptTokens = request.PromptTokens,
            SendLag = _time.GetElapsedTime(slot.DueTimestamp),
            End = AnswerEnd.Cancelled,
        };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (_options.Timeout != Timeout.InfiniteTimeSpan)
            limit.CancelAfter(_options.Timeout);
        try
        {
            using var message = CreateMessage(request);
            using var response = await _http.SendAsync(message, limit.Token);
            return await ReadAsync(response, timing, Generates(request), limit.Token);
        }
        catch (OperationCanceledException)
        {
            var end = cancellationToken.IsCancellationRequested ? AnswerEnd.Cancelled : AnswerEnd.TimedOut;
            return Fail(timing, end);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return Fail(timing, ConnectionFault.BeforeAnswer(exception));
        }
    }

    public void Dispose() => _http.Dispose();

    private SocketsHttpHandler CreateHandler() => new()
    {
        // As many connections as answers at once: a client that queues would time its own queue.
        MaxConnectionsPerServer = int.MaxValue,
        PooledConnectionLifetime = _options.UsesFreshConnections ? TimeSpan.Zero : Timeout.InfiniteTimeSpan,
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        // A cancelled answer is let go at once, not read to its end.
        ResponseDrainTimeout = TimeSpan.Zero,
        MaxResponseDrainSize = 0,
    };

    private HttpRequestMessage CreateMessage(PlannedRequest request)
    {
        var address = _addresses.GetOrAdd(request.Path, static (path, server) => new Uri(server, path), _server);
        var message = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new ReadOnlyMemoryContent(request.Body),
        };
        message.Content.Headers.ContentType = Json;
        Credentials.AddTo(message.Headers, _options, request.Path);
        return message;
    }

    private async Task<AnswerTiming> ReadAsync(
        HttpResponseMessage response, AnswerTiming timing, bool generates, CancellationToken cancellationToken)
    {
        var content = response.Content.Headers;
        var format = AnswerFormats.Of(content.ContentType?.MediaType, content.ContentEncoding.FirstOrDefault());
        var reader = new AnswerReader(format, _time, timing.DueTimestamp);
        timing = timing with
        {
            Status = (int)response.StatusCode,
            Backend = BackendOf(response),
            IsStreamed = format == AnswerFormat.EventStream,
        };
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            await reader.ReadAsync(body, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return Fail(timing, response.IsSuccessStatusCode ? AnswerEnd.Cut : AnswerEnd.HttpStatus);
        }
        return Complete(timing, reader, response.IsSuccessStatusCode ? reader.Judge(generates) : AnswerEnd.HttpStatus);
    }

    private AnswerTiming Complete(AnswerTiming timing, AnswerReader reader, AnswerEnd end)
    {
        var wholeAnswer = _time.GetElapsedTime(timing.DueTimestamp);
        if (end == AnswerEnd.Complete && timing.IsMeasured)
            Note(reader.Gaps);
        return timing with
        {
            End = end,
            FirstToken = timing.IsStreamed ? reader.FirstToken : wholeAnswer,
            LastToken = timing.IsStreamed ? reader.LastToken : wholeAnswer,
            WholeAnswer = wholeAnswer,
            LongestGap = reader.LongestGap,
            ContentEvents = reader.ContentEvents,
            UsageOutputTokens = reader.UsageOutputTokens,
        };
    }

    private void Note(IReadOnlyList<TimeSpan> gaps)
    {
        if (gaps.Count == 0)
            return;
        lock (Gaps)
        {
            foreach (var gap in gaps)
                Gaps.Add(gap);
        }
    }

    private AnswerTiming Fail(AnswerTiming timing, AnswerEnd end) =>
        timing with { End = end, WholeAnswer = _time.GetElapsedTime(timing.DueTimestamp) };

    private static bool Generates(PlannedRequest request) => request.Path is
        "v1/chat/completions" or "v1/completions" or "v1/messages" or "v1/responses";

    private static string? BackendOf(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues(BalancerHeaders.Backend, out var values) ? values.ToString() : null;
}
