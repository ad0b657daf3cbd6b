using System.Text.Json;
using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Counting;

/// <summary>Tells which API a JSON object is a request of, by the fields that only such requests have.</summary>
internal static class RequestRecognizer
{
    /// <summary>The APIs, as <c>--request</c> names them, with their paths.</summary>
    public static IReadOnlyDictionary<string, (ApiSurface Surface, string Path)> Apis { get; } =
        new Dictionary<string, (ApiSurface, string)>(StringComparer.Ordinal)
        {
            ["chat"] = (ApiSurface.ChatCompletions, "/v1/chat/completions"),
            ["completions"] = (ApiSurface.Completions, "/v1/completions"),
            ["messages"] = (ApiSurface.Messages, "/v1/messages"),
            ["responses"] = (ApiSurface.Responses, "/v1/responses"),
            ["embeddings"] = (ApiSurface.Embeddings, "/v1/embeddings"),
            ["rerank"] = (ApiSurface.Rerank, "/v1/rerank"),
        };

    public static string PathOf(ApiSurface surface) => Apis.Values.Single(api => api.Surface == surface).Path;

    /// <summary>The API; null for JSON that is no request.</summary>
    public static ApiSurface? Recognize(TopLevelFields fields)
    {
        if (fields.Has("messages", JsonTokenType.StartArray))
            return IsAnthropic(fields) ? ApiSurface.Messages : ApiSurface.ChatCompletions;
        // What follows may be fields of any JSON, so that a model is asked for besides.
        if (!fields.Has("model", JsonTokenType.String))
            return null;
        if (fields.Has("query") && fields.Has("documents", JsonTokenType.StartArray))
            return ApiSurface.Rerank;
        if (fields.Has("prompt"))
            return ApiSurface.Completions;
        if (!fields.Has("input"))
            return null;
        return IsForEmbeddings(fields) ? ApiSurface.Embeddings : ApiSurface.Responses;
    }

    // Fields that OpenAI's chat does not have.
    private static bool IsAnthropic(TopLevelFields fields) =>
        fields.Has("system") || fields.Has("stop_sequences") || fields.Has("anthropic_version")
        || fields.Model?.StartsWith("claude", StringComparison.OrdinalIgnoreCase) == true;

    // A Responses input is a text or an array of objects; an embedding's also one of texts or of token ids.
    private static bool IsForEmbeddings(TopLevelFields fields) =>
        fields.Has("encoding_format") || fields.Has("dimensions")
        || fields.FirstInput is JsonTokenType.String or JsonTokenType.Number or JsonTokenType.StartArray
        || fields.Model?.Contains("embed", StringComparison.OrdinalIgnoreCase) == true;
}
