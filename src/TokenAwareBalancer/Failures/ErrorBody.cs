using System.Text.Json;

namespace TokenAwareBalancer.Failures;

/// <summary>Writes a failure as the JSON object that the caller's API would send.</summary>
internal static class ErrorBody
{
    /// <param name="writer">Receives one JSON object.</param>
    /// <param name="format">Whose shape.</param>
    /// <param name="failure">What went wrong.</param>
    /// <param name="requestId">For the operator to find it again.</param>
    public static void Write(Utf8JsonWriter writer, ErrorFormat format, Failure failure, string requestId)
    {
        if (format == ErrorFormat.Anthropic)
            WriteAnthropic(writer, failure, requestId);
        else
            WriteOpenAi(writer, failure);
    }

    /// <summary>Writes OpenAI's property <c>error</c> into the object that is open.</summary>
    public static void WriteOpenAiError(Utf8JsonWriter writer, Failure failure)
    {
        writer.WriteStartObject("error");
        writer.WriteString("message", failure.Message);
        writer.WriteString("type", failure.Traits.OpenAiType);
        writer.WriteString("param", failure.Parameter);
        writer.WriteString("code", failure.Traits.OpenAiCode);
        writer.WriteEndObject();
    }

    private static void WriteOpenAi(Utf8JsonWriter writer, Failure failure)
    {
        writer.WriteStartObject();
        WriteOpenAiError(writer, failure);
        writer.WriteEndObject();
    }

    private static void WriteAnthropic(Utf8JsonWriter writer, Failure failure, string requestId)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "error");
        writer.WriteStartObject("error");
        writer.WriteString("type", failure.Traits.AnthropicType);
        writer.WriteString("message", failure.Message);
        writer.WriteEndObject();
        writer.WriteString("request_id", requestId);
        writer.WriteEndObject();
    }
}
