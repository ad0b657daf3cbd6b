using System.Net;
using System.Net.Sockets;

namespace TokenAwareBalancer.Discovering.Engines;

/// <summary>What was found at an address, and the words for it.</summary>
/// <param name="Kind">In short.</param>
/// <param name="Words">Read on from the address, as in "refused the connection".</param>
/// <param name="Engine">Set exactly when it is an engine.</param>
internal sealed record EngineFinding(FindingKind Kind, string Words, FoundEngine? Engine = null)
{
    public static EngineFinding Silent { get; } =
        new(FindingKind.Silent, $"did not answer within {EngineClient.AnswerLimit.TotalSeconds} s");

    public static EngineFinding Balancer { get; } = new(FindingKind.Balancer, "is a balancer, not an engine");

    public static EngineFinding Of(FoundEngine engine) => new(FindingKind.Engine, $"is {engine.Kind.Name}", engine);

    public static EngineFinding WithoutModels(EngineKind kind) =>
        new(FindingKind.WithoutModels, $"is {kind.Name}, but lists no model yet");

    /// <summary>For an answer to <c>GET /v1/models</c> that is no list of models.</summary>
    public static EngineFinding OfOther(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
            new(FindingKind.Locked, $"wants a key (GET /v1/models: {(int)status})"),
        HttpStatusCode.ServiceUnavailable =>
            new(FindingKind.Starting, "cannot serve yet (GET /v1/models: 503)"),
        HttpStatusCode.OK => new(FindingKind.Foreign, "is not an engine (GET /v1/models: no list of models)"),
        _ => new(FindingKind.Foreign, $"is not an engine (GET /v1/models: {(int)status})"),
    };

    public static EngineFinding Of(HttpRequestException exception)
    {
        if (exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
            return new(FindingKind.Refused, "refused the connection");
        // Other messages quote what the server sent.
        return exception.HttpRequestError is HttpRequestError.ConnectionError
            or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError
            ? new(FindingKind.Unreachable, $"cannot be reached: {exception.GetBaseException().Message}")
            : new(FindingKind.Foreign, "is not an engine (GET /v1/models: no whole HTTP answer)");
    }
}
