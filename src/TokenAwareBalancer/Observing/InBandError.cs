using System.Buffers;
using System.Text.Json;
using TokenAwareBalancer.Failures;

namespace TokenAwareBalancer.Observing;

/// <summary>
/// Renders the event that tells a client that its stream broke, in the shape of the API it speaks. Its status is long
/// sent, so that an event in the stream is all that is left to tell it with.
/// </summary>
internal static class InBandError
{
    /// <param name="format">In whose terms.</param>
    /// <param name="place">Where the client stands; within an event, that is closed first.</param>
    /// <param name="failure">Why the stream broke.</param>
    /// <param name="requestId">For the operator to find it again.</param>
    public static ReadOnlyMemory<byte> Render(
        ErrorFormat format, BrokenPlace place, Failure failure, string requestId)
    {
        var output = new ArrayBufferWriter<byte>();
        if (place.IsInsideEvent)
            output.Write("\n\n"u8);
        output.Write(format == ErrorFormat.OpenAi ? "data: "u8 : "event: error\ndata: "u8);
        // The default encoder escapes line ends, which would otherwise end the data.
        using (var json = new Utf8JsonWriter(output))
            Write(json, format, place, failure, requestId);
        output.Write("\n\n"u8);
        return output.WrittenMemory;
    }

    private static void Write(
        Utf8JsonWriter json, ErrorFormat format, BrokenPlace place, Failure failure, string requestId)
    {
        if (format == ErrorFormat.OpenAiResponses)
            WriteResponsesEvent(json, failure, place.NextSequenceNumber);
        else
            ErrorBody.Write(json, format, failure, requestId);
    }

    /// <summary>
    /// The event as OpenAI documents it, with its fields at the top (API reference, Responses streaming events,
    /// "error"), and as its service has been seen to send it, with them in an object <c>error</c>
    /// (openai/openai-dotnet#881). OpenAI's .NET library (2.14) reads the former, its JavaScript library (6.49) throws at
    /// the latter; without it, it hands the event on like any other, which a program may well pass over.
    /// </summary>
    private static void WriteResponsesEvent(Utf8JsonWriter json, Failure failure, long sequenceNumber)
    {
        json.WriteStartObject();
        json.WriteString("type", "error");
        json.WriteString("code", failure.Traits.OpenAiCode ?? failure.Traits.Reason);
        json.WriteString("message", failure.Message);
        json.WriteString("param", failure.Parameter);
        json.WriteNumber("sequence_number", sequenceNumber);
        ErrorBody.WriteOpenAiError(json, failure);
        json.WriteEndObject();
    }
}
