using System.Text.Json;

namespace TokenAwareBalancer.Engine.Answering.Responses;

/// <summary>Writes the response object of <c>/v1/responses</c>, the whole answer or a stream's frame.</summary>
internal static class ResponseJson
{
    public static void WriteBegun(Utf8JsonWriter json, EngineAnswer answer)
    {
        json.WriteStartObject();
        WriteHead(json, answer, "in_progress");
        json.WriteNull("incomplete_details");
        json.WriteStartArray("output");
        json.WriteEndArray();
        json.WriteNull("usage");
        json.WriteEndObject();
    }

    public static void WriteEnded(Utf8JsonWriter json, EngineAnswer answer, ResponseItem item)
    {
        json.WriteStartObject();
        WriteHead(json, answer, item.EndStatus);
        WriteIncompleteDetails(json, answer);
        json.WriteStartArray("output");
        item.WriteEnded(json);
        json.WriteEndArray();
        WriteUsage(json, answer);
        json.WriteEndObject();
    }

    /// <summary>The fields that clients look for; what a request set beyond its cap is not repeated.</summary>
    private static void WriteHead(Utf8JsonWriter json, EngineAnswer answer, string status)
    {
        json.WriteString("id", $"resp_{answer.Id}");
        json.WriteString("object", "response");
        json.WriteNumber("created_at", answer.CreatedUnixSeconds);
        json.WriteString("status", status);
        json.WriteString("model", answer.Model);
        json.WriteNull("error");
        json.WriteNull("instructions");
        if (answer.Request.MaxTokens is { } maxTokens)
            json.WriteNumber("max_output_tokens", maxTokens);
        else
            json.WriteNull("max_output_tokens");
        json.WriteStartObject("metadata");
        json.WriteEndObject();
        json.WriteBoolean("parallel_tool_calls", true);
        json.WriteNull("previous_response_id");
        json.WriteNumber("temperature", 1);
        json.WriteNumber("top_p", 1);
        json.WriteString("tool_choice", answer.ToolCall is null ? "auto" : "required");
        json.WriteStartArray("tools");
        json.WriteEndArray();
    }

    private static void WriteIncompleteDetails(Utf8JsonWriter json, EngineAnswer answer)
    {
        if (!answer.Choices[0].IsCapped)
        {
            json.WriteNull("incomplete_details");
            return;
        }
        json.WriteStartObject("incomplete_details");
        json.WriteString("reason", "max_output_tokens");
        json.WriteEndObject();
    }

    private static void WriteUsage(Utf8JsonWriter json, EngineAnswer answer)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("input_tokens", answer.Request.PromptTokens);
        json.WriteStartObject("input_tokens_details");
        json.WriteNumber("cached_tokens", answer.CachedTokens ?? 0);
        json.WriteEndObject();
        json.WriteNumber("output_tokens", answer.CompletionTokens);
        json.WriteStartObject("output_tokens_details");
        json.WriteNumber("reasoning_tokens", 0);
        json.WriteEndObject();
        json.WriteNumber("total_tokens", answer.Request.PromptTokens + answer.CompletionTokens);
        json.WriteEndObject();
    }
}
