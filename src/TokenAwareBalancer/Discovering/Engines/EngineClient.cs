using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Receiving;

namespace TokenAwareBalancer.Discovering.Engines;

/// <summary>Asks servers about themselves: bounded GETs that run no completion and follow no redirect.</summary>
internal sealed class EngineClient : IDisposable
{
    /// <summary>A server is asked for lists and facts, which need no GPU: longer than this is no answer.</summary>
    public static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(2);

    private const int MaxAnswerBytes = 4 << 20;

    private readonly HttpClient _client;
    private readonly TimeSpan _answerLimit;

    /// <param name="connectTimeout">Until a connection is open.</param>
    /// <param name="answerLimit">Until an answer is here whole; null is <see cref="AnswerLimit"/>.</param>
    public EngineClient(TimeSpan connectTimeout, TimeSpan? answerLimit = null)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = connectTimeout,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
        };
        _answerLimit = answerLimit ?? AnswerLimit;
        _client = new HttpClient(handler)
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
    }

    /// <summary>Asks, for at most as long as this client waits.</summary>
    /// <inheritdoc cref="GetAsync(Uri, string, Secret?, TimeSpan, CancellationToken)"/>
    public Task<EngineAnswer> GetAsync(
        Uri address, string path, Secret? key, CancellationToken cancellationToken = default) =>
        GetAsync(address, path, key, _answerLimit, cancellationToken);

    /// <param name="address">The server, with a slash at its end.</param>
    /// <param name="path">Below it.</param>
    /// <param name="key">Sent as a bearer token; null sends none.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HttpRequestException">It cannot be reached, or does not speak HTTP.</exception>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    public async Task<EngineAnswer> GetAsync(
        Uri address, string path, Secret? key, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ended.CancelAfter(limit);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, path));
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key.Reveal()}");
        using var response = await _client.SendAsync(request, ended.Token);
        var isBalancers = response.Headers.Any(header => BalancerHeaders.IsBalancers(header.Key));
        return new EngineAnswer(
            response.StatusCode, await response.Content.ReadAsByteArrayAsync(ended.Token), isBalancers);
    }

    public void Dispose() => _client.Dispose();
}
