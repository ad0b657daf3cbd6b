using TokenAwareBalancer.Engine.Identities;

namespace TokenAwareBalancer.Engine.Serving;

/// <summary>The time after its start in which an engine listens, but has no model yet.</summary>
/// <remarks>
/// As llama-server does it, for every identity: <c>server-http.cpp</c> answers 503 to all but the lists of models. The
/// others do not listen at all until then, which needs no simulating.
/// </remarks>
internal sealed class EngineLoading
{
    public static readonly EnginePage Page = EnginePage.Json(
        """{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}""",
        StatusCodes.Status503ServiceUnavailable);

    private readonly TimeSpan _duration;
    private readonly TimeProvider _timeProvider;
    private readonly long _startTimestamp;

    public EngineLoading(double seconds, TimeProvider timeProvider)
    {
        _duration = TimeSpan.FromSeconds(seconds);
        _timeProvider = timeProvider;
        _startTimestamp = timeProvider.GetTimestamp();
    }

    public bool IsLoading =>
        _duration > TimeSpan.Zero && _timeProvider.GetElapsedTime(_startTimestamp) < _duration;

    public static bool IsAnswered(string path) => path is "/v1/models" or "/models" or "/api/tags";
}
