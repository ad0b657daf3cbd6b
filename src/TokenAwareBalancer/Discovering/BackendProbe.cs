using System.Net;
using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Discovering.Engines;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Discovering;

/// <summary>
/// Asks backends for their models: what they serve, and whether they answer at all. Never runs a completion.
/// </summary>
/// <remarks>
/// All backends are asked at once and the answers kept for a second, so that probes and listings, however many, cost a
/// backend one request a second. What is kept is replaced whole, guarded by <c>_lock</c>.
/// </remarks>
internal sealed class BackendProbe
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly AdmissionGate _gate;
    private readonly TimeProvider _time;
    private readonly EngineClient _client;
    private Task<ProbedBackend[]>? _latest;
    private long _latestTimestamp;

    public BackendProbe(AdmissionGate gate, TimeProvider time, EngineClient client)
    {
        _gate = gate;
        _time = time;
        _client = client;
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

    private async Task<ProbedBackend> ProbeAsync(Backend backend)
    {
        try
        {
            var answer = await _client.GetAsync(backend.Definition, ModelList.Path);
            var models = answer.IsSuccess ? ListedModel.ReadList(answer.Body) : [];
            return new ProbedBackend(backend, IsAnswering(answer.Status), models);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return new ProbedBackend(backend, IsAnswering: false, []);
        }
    }

    // A server without a model list, or one that wants a key, is there; one that is still loading answers 503.
    private static bool IsAnswering(HttpStatusCode status) => (int)status < 500;
}
