using System.Buffers;
using System.Text.Json;
using TokenAwareBalancer.Failures;
using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Observing;

/// <summary>
/// Renders the event that tells a client that its stream broke, in the shape of the API it speaks. Its status is long
/// sent, so that an event in the stream is all that is left to tell it with.
/// </summary>
internal static class InBandError
{
    /// <param name="surface">The API the client speaks; what is not Anthropic's gets OpenAI's shape.</param>
    /// <param name="isInsideEvent">The client stands in the middle of an event, which is closed first.</param>
    /// <param name="failure">Why the stream broke.</param>
    /// <param name="requestId">For the operator to find it again.</param>
    public static ReadOnlyMemory<byte> Render(
        ApiSurface surface, bool isInsideEvent, Failure failure, string requestId)
    {
        var output = new ArrayBufferWriter<byte>();
        if (isInsideEvent)
            output.Write("\n\n"u8);
        output.Write(surface == ApiSurface.Messages ? "event: error\ndata: "u8 : "data: "u8);
        // The default encoder escapes line ends, which would otherwise end the data.
        using (var json = new Utf8JsonWriter(output))
            ErrorBody.Write(json, surface, failure, requestId);
        output.Write("\n\n"u8);
        return output.WrittenMemory;
    }
}
