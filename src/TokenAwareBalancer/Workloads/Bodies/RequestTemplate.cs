using System.Text;
using System.Text.Json;

namespace TokenAwareBalancer.Workloads.Bodies;

/// <summary>Writes requests of known size that differ in their text and the length of their answer alone.</summary>
/// <remarks>What is the same in all of them is made once, so that a body costs little more than a copy of it.</remarks>
internal sealed class RequestTemplate
{
    private readonly RequestShape _shape;
    private readonly byte[] _head;
    private readonly byte[] _beforeText;
    private readonly byte[] _afterText;

    public RequestTemplate(RequestShape shape)
    {
        _shape = shape;
        _head = Encoding.UTF8.GetBytes(Head(shape));
        var isMessage = shape.Surface.TakesMessages;
        _beforeText = Encoding.UTF8.GetBytes(
            $",\"{shape.Surface.TextField}\":{(isMessage ? "[{\"role\":\"user\",\"content\":" : "")}\"");
        _afterText = Encoding.UTF8.GetBytes(isMessage ? "\"}]}" : "\"}");
    }

    /// <param name="prompt">The text.</param>
    /// <param name="outputTokens">
    /// The exact length of the answer, so that a request costs the same whichever engine gets it; null leaves it to
    /// the engine.
    /// </param>
    public PlannedRequest Create(PromptContent prompt, int? outputTokens)
    {
        var asked = _shape.Surface.Generates ? _shape.OutputTokens ?? outputTokens : null;
        var cap = asked is { } tokens
            ? Encoding.UTF8.GetBytes($",\"{_shape.Surface.CapField}\":{tokens},\"ignore_eos\":true")
            : [];
        return new PlannedRequest(prompt.Tokens, _shape.IsStreaming, Write(prompt, cap))
        {
            Path = _shape.Surface.Path,
            OutputTokens = asked,
        };
    }

    private byte[] Write(in PromptContent prompt, byte[] cap)
    {
        var textBytes = prompt.Tokens * PromptText.BytesPerToken;
        var body = GC.AllocateUninitializedArray<byte>(
            _head.Length + cap.Length + _beforeText.Length + textBytes + _afterText.Length);
        var rest = Append(Append(Append(body, _head), cap), _beforeText);
        PromptText.Write(rest[..textBytes], prompt);
        Append(rest[textBytes..], _afterText);
        return body;
    }

    private static Span<byte> Append(Span<byte> rest, byte[] part)
    {
        part.CopyTo(rest);
        return rest[part.Length..];
    }

    private static string Head(RequestShape shape)
    {
        var head = $"{{\"model\":\"{JsonEncodedText.Encode(shape.Model)}\"";
        if (shape.Surface.Generates)
            head += shape.IsStreaming ? ",\"stream\":true" : ",\"stream\":false";
        return shape is { IsStreaming: true, IncludesUsage: true, Surface.HasUsageOption: true }
            ? head + ",\"stream_options\":{\"include_usage\":true}"
            : head;
    }
}
