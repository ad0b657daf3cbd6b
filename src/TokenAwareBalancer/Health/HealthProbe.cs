using System.Net;
using TokenAwareBalancer.Discovering.Engines;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Health;

/// <summary>Asks one backend whether it serves. Never runs a completion.</summary>
/// <remarks>
/// <c>/health</c> is what vLLM, SGLang, llama.cpp and TGI have; a server without it (Ollama, a hosted API) is asked for
/// its models. llama.cpp answers 503 and <c>Loading model</c> while it loads: it is there, and will serve.
/// </remarks>
internal sealed class HealthProbe
{
    private const string HealthPath = "health";

    private readonly EngineClient _client;
    private readonly Backend _backend;
    private readonly ProbeSettings _settings;
    private bool _hasNoHealthPath;

    public HealthProbe(EngineClient client, Backend backend, ProbeSettings settings)
    {
        _client = client;
        _backend = backend;
        _settings = settings;
    }

    /// <summary>One probe. Never throws for what the backend does.</summary>
    public async Task<ProbeResult> AskAsync(CancellationToken stoppingToken)
    {
        try
        {
            return await AskPathAsync(stoppingToken);
        }
        catch (HttpRequestException exception)
        {
            return exception.HttpRequestError switch
            {
                HttpRequestError.ConnectionError => ProbeResult.Absent,
                HttpRequestError.SecureConnectionError => ProbeResult.Untrusted,
                _ => ProbeResult.Failed,
            };
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            return ProbeResult.Failed;
        }
    }

    private async Task<ProbeResult> AskPathAsync(CancellationToken cancellationToken)
    {
        if (_settings.Path is { } path)
            return Judge(await GetAsync(path, cancellationToken), isHealthPath: true);
        if (!_hasNoHealthPath)
        {
            var answer = await GetAsync(HealthPath, cancellationToken);
            if (!IsMissing(answer))
                return Judge(answer, isHealthPath: true);
            _hasNoHealthPath = true;
        }

        var models = await GetAsync(ModelList.Path, cancellationToken);
        // Another server may have taken its place, with a health path this time.
        if (models.Status is >= HttpStatusCode.InternalServerError)
            _hasNoHealthPath = false;
        return Judge(models, isHealthPath: false);
    }

    private Task<EngineAnswer> GetAsync(string path, CancellationToken cancellationToken) =>
        _client.GetAsync(_backend.Definition, path, _settings.Timeout, cancellationToken);

    // Who asks for a key is there, and who lists no models may serve all the same.
    private static ProbeResult Judge(EngineAnswer answer, bool isHealthPath) => answer switch
    {
        { IsSuccess: true } => ProbeResult.Good,
        { Status: HttpStatusCode.ServiceUnavailable } when IsLoading(answer) => ProbeResult.Loading,
        { Status: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests }
            => ProbeResult.Good,
        { Status: < HttpStatusCode.InternalServerError } when !isHealthPath => ProbeResult.Good,
        _ => ProbeResult.Failed,
    };

    // Gateways answer a path they do not know in many ways: 404, 400, a redirect to a login.
    private static bool IsMissing(EngineAnswer answer) => answer.Status == HttpStatusCode.NotImplemented
        || (answer.Status < HttpStatusCode.InternalServerError && Judge(answer, isHealthPath: true) != ProbeResult.Good);

    private static bool IsLoading(EngineAnswer answer) => answer.Body.AsSpan().IndexOf("oading"u8) >= 0;
}
