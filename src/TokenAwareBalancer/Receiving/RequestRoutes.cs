using System.Collections.Frozen;
using TokenAwareBalancer.Failures;
using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Receiving;

/// <summary>The one table of the paths that the pipeline serves.</summary>
internal static class RequestRoutes
{
    private static readonly FrozenDictionary<string, RequestRoute> Posts = new Dictionary<string, RequestRoute>
    {
        ["/v1/chat/completions"] = new(ApiSurface.ChatCompletions),
        ["/v1/completions"] = new(ApiSurface.Completions),
        ["/v1/responses"] = new(ApiSurface.Responses, ErrorFormat.OpenAiResponses),
        ["/v1/embeddings"] = new(ApiSurface.Embeddings),
        ["/rerank"] = new(ApiSurface.Rerank),
        ["/v1/rerank"] = new(ApiSurface.Rerank),
        ["/v2/rerank"] = new(ApiSurface.Rerank),
        ["/v1/messages"] = new(ApiSurface.Messages, ErrorFormat.Anthropic),
        ["/v1/messages/count_tokens"] = new(ApiSurface.CountTokens, ErrorFormat.Anthropic, Answerer.Balancer),
        ["/tokenize"] = new(ApiSurface.Tokenize, ErrorFormat.OpenAi, Answerer.Balancer),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whatever else an inference server has under <c>/v1</c>.</summary>
    private static readonly RequestRoute PassedThrough = new(ApiSurface.Other);

    /// <summary>Whatever else Anthropic's API has there.</summary>
    private static readonly RequestRoute PassedThroughOfMessages = new(ApiSurface.Other, ErrorFormat.Anthropic);

    private static readonly RequestRoute Unknown = new(ApiSurface.Other, Answerer: Answerer.Nobody);

    public static RequestRoute Of(HttpRequest request)
    {
        if (HttpMethods.IsPost(request.Method) && Posts.TryGetValue(request.Path.Value ?? "", out var route))
            return route;
        if (HttpMethods.IsConnect(request.Method) || HttpMethods.IsTrace(request.Method) || !IsUnder("/v1", request)
            || HiddenDots.AreIn(request.Path.Value!))
            return Unknown;
        return IsUnder("/v1/messages", request) ? PassedThroughOfMessages : PassedThrough;
    }

    private static bool IsUnder(PathString folder, HttpRequest request) =>
        request.Path.StartsWithSegments(folder, StringComparison.Ordinal);
}
