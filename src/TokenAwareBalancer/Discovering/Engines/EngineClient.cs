using Microsoft.Extensions.Logging.Abstractions;
using TokenAwareBalancer.Connecting;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Receiving;

namespace TokenAwareBalancer.Discovering.Engines;

/// <summary>Asks servers about themselves: bounded GETs that run no completion and follow no redirect.</summary>
internal sealed class EngineClient : IDisposable
{
    /// <summary>A server is asked for lists and facts, which need no GPU: longer than this is no answer.</summary>
    public static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(2);

    private const int MaxAnswerBytes = 4 << 20;

    private readonly BackendConnections _connections;
    private readonly BackendConnections? _owned;
    private readonly TimeSpan _answerLimit;

    /// <param name="connectTimeout">Until a connection is open, of this client's own.</param>
    /// <param name="answerLimit">Until an answer is here whole; null is <see cref="AnswerLimit"/>.</param>
    public EngineClient(TimeSpan connectTimeout, TimeSpan? answerLimit = null)
        : this(new BackendConnections(connectTimeout, TimeProvider.System, NullLoggerFactory.Instance), answerLimit) =>
        _owned = _connections;

    /// <param name="connections">By which it asks; not owned.</param>
    /// <param name="answerLimit">Until an answer is here whole; null is <see cref="AnswerLimit"/>.</param>
    public EngineClient(BackendConnections connections, TimeSpan? answerLimit = null)
    {
        _connections = connections;
        _answerLimit = answerLimit ?? AnswerLimit;
    }

    /// <summary>Asks a server that is no backend, for at most as long as this client waits.</summary>
    /// <inheritdoc cref="GetAsync(BackendDefinition, string, TimeSpan, CancellationToken)"/>
    public Task<EngineAnswer> GetAsync(Uri address, string path, CancellationToken cancellationToken) =>
        GetAsync(new BackendDefinition { Name = "", Address = address }, path, _answerLimit, cancellationToken);

    /// <summary>Asks, for at most as long as this client waits.</summary>
    /// <inheritdoc cref="GetAsync(BackendDefinition, string, TimeSpan, CancellationToken)"/>
    public Task<EngineAnswer> GetAsync(
        BackendDefinition backend, string path, CancellationToken cancellationToken = default) =>
        GetAsync(backend, path, _answerLimit, cancellationToken);

    /// <param name="backend">The server, and the key that it is sent.</param>
    /// <param name="path">Below its address.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HttpRequestException">It cannot be reached, or does not speak HTTP.</exception>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    public async Task<EngineAnswer> GetAsync(
        BackendDefinition backend, string path, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ended.CancelAfter(limit);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(backend.Address, path));
        request.Headers.Host = backend.HostHeader;
        if (backend.ApiKey is { } key)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key.Reveal()}");
        var connections = _connections.For(backend, ConnectionUse.Question);
        using var response = await connections.SendAsync(request, ended.Token);
        await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, ended.Token);
        var isBalancers = response.Headers.Any(header => BalancerHeaders.IsBalancers(header.Key));
        return new EngineAnswer(
            response.StatusCode, await response.Content.ReadAsByteArrayAsync(ended.Token), isBalancers);
    }

    public void Dispose() => _owned?.Dispose();
}
