using System.Buffers;
using System.Text.Json;

namespace TokenAwareBalancer.Engine.Answering;

/// <summary>The pieces that OpenAI's APIs share.</summary>
internal static class OpenAIJson
{
    /// <summary>vLLM's error body.</summary>
    public static void WriteError(IBufferWriter<byte> output, int status, string message)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("message", message);
        json.WriteString("type", GetErrorType(status));
        json.WriteNull("param");
        json.WriteNumber("code", status);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void WriteHead(Utf8JsonWriter json, string idPrefix, string type, EngineAnswer answer)
    {
        json.WriteString("id", idPrefix + answer.Id);
        json.WriteString("object", type);
        json.WriteNumber("created", answer.CreatedUnixSeconds);
        json.WriteString("model", answer.Model);
    }

    public static void WriteUsage(Utf8JsonWriter json, EngineAnswer answer)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", answer.Request.PromptTokens);
        json.WriteNumber("total_tokens", answer.Request.PromptTokens + answer.CompletionTokens);
        json.WriteNumber("completion_tokens", answer.CompletionTokens);
        WriteCached(json, answer);
        json.WriteEndObject();
    }

    /// <summary>The usage of what generates nothing.</summary>
    public static void WritePromptUsage(Utf8JsonWriter json, EngineAnswer answer)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", answer.Request.PromptTokens);
        json.WriteNumber("total_tokens", answer.Request.PromptTokens);
        json.WriteEndObject();
    }

    // As vLLM with --enable-prompt-tokens-details.
    private static void WriteCached(Utf8JsonWriter json, EngineAnswer answer)
    {
        if (answer.CachedTokens is not { } cachedTokens)
            return;
        json.WriteStartObject("prompt_tokens_details");
        json.WriteNumber("cached_tokens", cachedTokens);
        json.WriteEndObject();
    }

    public static string GetFinishReason(EngineAnswer answer, int choice) => answer switch
    {
        _ when answer.Choices[choice].IsCapped => "length",
        { ToolCall: not null } => "tool_calls",
        _ => "stop",
    };

    public static string GetCallId(EngineAnswer answer, int choice) => $"call_{answer.Id}{choice:x2}";

    private static string GetErrorType(int status) => status switch
    {
        404 => "NotFoundError",
        429 => "RateLimitError",
        >= 500 => "InternalServerError",
        _ => "BadRequestError",
    };
}
