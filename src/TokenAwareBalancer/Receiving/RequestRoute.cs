using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Receiving;

/// <summary>Which API a request speaks, from its method and path.</summary>
internal static class RequestRoute
{
    private static readonly PathString V1 = "/v1";

    /// <summary>Whether the path belongs to an inference server at all.</summary>
    public static bool IsInference(HttpRequest request) =>
        request.Path.StartsWithSegments(V1, StringComparison.Ordinal)
        && !HttpMethods.IsConnect(request.Method) && !HttpMethods.IsTrace(request.Method);

    /// <summary>The surface whose body is understood; <see cref="ApiSurface.Other"/> is passed through.</summary>
    public static ApiSurface SurfaceOf(HttpRequest request)
    {
        if (!HttpMethods.IsPost(request.Method))
            return ApiSurface.Other;
        return request.Path.Value switch
        {
            "/v1/chat/completions" => ApiSurface.ChatCompletions,
            "/v1/completions" => ApiSurface.Completions,
            "/v1/messages" => ApiSurface.Messages,
            _ => ApiSurface.Other,
        };
    }

    /// <summary>Whose error shape a path asks for, also where its body is not understood.</summary>
    public static ApiSurface ErrorShapeOf(HttpRequest request) =>
        request.Path.StartsWithSegments("/v1/messages", StringComparison.Ordinal)
            ? ApiSurface.Messages
            : SurfaceOf(request);
}
