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
    /// <param name="isInsideEvent">The client stands in the middle of an event, which is closed first.</param>
    /// <param name="failure">Why the stream broke.</param>
    /// <param name="requestId">For the operator to find it again.</param>
    public static ReadOnlyMemory<byte> Render(
        ErrorFormat format, bool isInsideEvent, Failure failure, string requestId)
    {
        var output = new ArrayBufferWriter<byte>();
        if (isInsideEvent)
            output.Write("\n\n"u8);
        output.Write(format == ErrorFormat.Anthropic ? "event: error\ndata: "u8 : "data: "u8);
        // The default encoder escapes line ends, which would otherwise end the data.
        using (var json = new Utf8JsonWriter(output))
            ErrorBody.Write(json, format, failure, requestId);
        output.Write("\n\n"u8);
        return output.WrittenMemory;
    }
}
