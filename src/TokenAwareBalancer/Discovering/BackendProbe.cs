using System.Net;
using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Discovering;

/// <summary>
/// Asks backends for their models: what they serve, and whether they answer at all. Never runs a completion.
/// </summary>
/// <remarks>
/// All backends are asked at once and the answers kept for a second, so that probes and listings, however many, cost a
/// backend one request a second. What is kept is replaced whole, guarded by <c>_lock</c>.
/// </remarks>
internal sealed class BackendProbe : IDisposable
{
    private const int MaxListBytes = 4 << 20;

    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    /// <summary>A model list is small and needs no GPU: who takes longer than this is not ready to serve.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly AdmissionGate _gate;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;
    private Task<ProbedBackend[]>? _latest;
    private long _latestTimestamp;

    public BackendProbe(AdmissionGate gate, TimeProvider time, TimeSpan connectTimeout)
    {
        _gate = gate;
        _time = time;
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = connectTimeout,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
        };
        _client = new HttpClient(handler) { Timeout = AnswerLimit, MaxResponseContentBufferSize = MaxListBytes };
    }

    /// <summary>What every backend says of its models, at most a second old.</summary>
    public Task<ProbedBackend[]> ProbeAsync()
    {
        lock (_lock)
        {
            if (_latest is null || _time.GetElapsedTime(_latestTimestamp) > Freshness)
            {
                _latest = Task.WhenAll(_gate.Fleet.Backends.Select(ProbeAsync));
                _latestTimestamp = _time.GetTimestamp();
            }

            return _latest;
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<ProbedBackend> ProbeAsync(Backend backend)
    {
        try
        {
            var list = new Uri(backend.Definition.Address, "v1/models");
            using var request = new HttpRequestMessage(HttpMethod.Get, list);
            if (backend.Definition.ApiKey is { } key)
                request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key.Reveal()}");
            using var response = await _client.SendAsync(request);
            var models = response.IsSuccessStatusCode ? await response.Content.ReadAsByteArrayAsync() : [];
            return new ProbedBackend(backend, IsAnswering(response.StatusCode), ListedModel.ReadList(models));
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return new ProbedBackend(backend, IsAnswering: false, []);
        }
    }

    // A server without a model list, or one that wants a key, is there; one that is still loading answers 503.
    private static bool IsAnswering(HttpStatusCode status) => (int)status < 500;
}
