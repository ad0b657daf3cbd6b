using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using TokenAwareBalancer.Workloads.Bodies;

namespace TokenAwareBalancer.Workloads.Prompts;

/// <summary>Writes the request that a line of prompts stands for: its own fields first, then what it lacks.</summary>
internal sealed class PromptBody
{
    private const string StreamOptionsField = "stream_options";

    private readonly PromptLine _line;
    private readonly RequestShape _shape;
    private readonly int? _outputTokens;

    /// <exception cref="FormatException">The API wants a cap, and nobody gives one.</exception>
    public PromptBody(PromptLine line, RequestShape shape)
    {
        _line = line;
        _shape = shape;
        _outputTokens = shape.OutputTokens ?? line.OutputTokens;
        IsStreaming = _shape.IsStreaming && (line.IsStreaming ?? true);
        if (line.Surface.RequiresCap && (_outputTokens ?? line.Cap) is null)
            throw new FormatException(
                $"no {line.Surface.CapField}, which /{line.Surface.Path} requires; expected it, "
                + $"{PromptLine.OutputTokensField} in the line, or --output-tokens");
    }

    public bool IsStreaming { get; }

    /// <summary>The length the answer will have; null leaves it to the engine.</summary>
    public int? OutputTokens =>
        !_line.Surface.Generates ? null : _outputTokens ?? (_line.IgnoresEnd ? _line.Cap : null);

    private bool AddsUsage => IsStreaming && _shape.IncludesUsage && _line.Surface.HasUsageOption
        && _line.Find(StreamOptionsField) is null;

    public byte[] Write()
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            foreach (var property in _line.Body.EnumerateObject().Where(Keeps))
            {
                json.WritePropertyName(property.Name);
                WriteAsItIs(json, property.Value);
            }
            WriteMissing(json);
            json.WriteEndObject();
        }
        return body.WrittenSpan.ToArray();
    }

    private bool Keeps(JsonProperty property) => property.Name switch
    {
        PromptLine.OutputTokensField or "stream" => false,
        "model" => property.Value.ValueKind != JsonValueKind.Null,
        "prompt" when _line.IsText => false,
        "ignore_eos" => _outputTokens is null,
        // Refused beside "stream": false by more than one engine.
        StreamOptionsField => IsStreaming && property.Value.ValueKind != JsonValueKind.Null,
        var name => _outputTokens is null || (name != _line.Surface.CapField && name != _line.Surface.OtherCapField),
    };

    private void WriteMissing(Utf8JsonWriter json)
    {
        if (_line.Find("model") is null)
            json.WriteString("model", _shape.Model);
        if (_line.Surface.Generates)
            json.WriteBoolean("stream", IsStreaming);
        if (AddsUsage)
        {
            json.WriteStartObject(StreamOptionsField);
            json.WriteBoolean("include_usage", true);
            json.WriteEndObject();
        }
        if (_line.Surface.Generates && _outputTokens is { } tokens)
        {
            json.WriteNumber(_line.Surface.CapField!, tokens);
            json.WriteBoolean("ignore_eos", true);
        }
        if (_line.IsText)
            WriteText(json);
    }

    private void WriteText(Utf8JsonWriter json)
    {
        json.WritePropertyName(_line.Surface.TextField);
        if (!_line.Surface.TakesMessages)
        {
            WriteAsItIs(json, _line.Prompt);
            return;
        }
        json.WriteStartArray();
        json.WriteStartObject();
        json.WriteString("role", "user");
        json.WritePropertyName("content");
        WriteAsItIs(json, _line.Prompt);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    // The line's own spelling: writing the value anew would escape every letter beyond ASCII.
    private static void WriteAsItIs(Utf8JsonWriter json, JsonElement value) =>
        json.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
}
