using System.Buffers;
using System.Text.Json;
using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Observing;

/// <summary>
/// Renders the event that tells a client that its stream broke, in the shape of the API it speaks. Its status is long
/// sent, so that an event in the stream is all that is left to tell it with.
/// </summary>
internal static class InBandError
{
    /// <param name="surface">The API whose clients must recognise the event; what is not Anthropic's gets OpenAI's.</param>
    /// <param name="isInsideEvent">The client stands in the middle of an event, which is closed first.</param>
    /// <param name="type">The API's error type, for instance <c>server_error</c> or <c>api_error</c>.</param>
    /// <param name="message">For a human.</param>
    /// <param name="code">For a program; OpenAI's shape alone has it.</param>
    public static ReadOnlyMemory<byte> Render(
        ApiSurface surface, bool isInsideEvent, string type, string message, string? code = null)
    {
        var output = new ArrayBufferWriter<byte>();
        if (isInsideEvent)
            output.Write("\n\n"u8);

        var isAnthropic = surface == ApiSurface.Messages;
        output.Write(isAnthropic ? "event: error\ndata: "u8 : "data: "u8);
        // The default encoder escapes line ends, which would otherwise end the data.
        using (var json = new Utf8JsonWriter(output))
            WriteObject(json, isAnthropic, type, message, code);
        output.Write("\n\n"u8);
        return output.WrittenMemory;
    }

    private static void WriteObject(Utf8JsonWriter json, bool isAnthropic, string type, string message, string? code)
    {
        json.WriteStartObject();
        if (isAnthropic)
            json.WriteString("type"u8, "error"u8);
        json.WriteStartObject("error"u8);
        if (isAnthropic)
            WriteAnthropicError(json, type, message);
        else
            WriteOpenAiError(json, type, message, code);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteAnthropicError(Utf8JsonWriter json, string type, string message)
    {
        json.WriteString("type"u8, type);
        json.WriteString("message"u8, message);
    }

    private static void WriteOpenAiError(Utf8JsonWriter json, string type, string message, string? code)
    {
        json.WriteString("message"u8, message);
        json.WriteString("type"u8, type);
        json.WriteNull("param"u8);
        json.WriteString("code"u8, code);
    }
}
