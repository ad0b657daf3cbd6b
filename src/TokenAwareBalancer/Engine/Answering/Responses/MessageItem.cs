using System.Buffers;
using System.Text.Json;

namespace TokenAwareBalancer.Engine.Answering.Responses;

/// <summary>A response's message with one part of text.</summary>
internal sealed class MessageItem : ResponseItem
{
    public MessageItem(EngineAnswer answer)
        : base(answer)
    {
    }

    public override string Id => $"msg_{Answer.Id}";

    public override string DeltaEvent => "response.output_text.delta";

    public override string DeltaFields => "\"content_index\":0,\"logprobs\":[],";

    private string Text => Answer.Words.GetText(0, Answer.Choices[0].Tokens);

    public override void WriteBegun(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteHead(json, "in_progress");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public override void WriteEnded(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteHead(json, EndStatus);
        WritePart(json, Text);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public override void WriteOpening(IBufferWriter<byte> output, ResponseEvents events) =>
        events.Write(output, "response.content_part.added", json => WritePartPlace(json, ""));

    public override void WriteClosing(IBufferWriter<byte> output, ResponseEvents events)
    {
        events.Write(output, "response.output_text.done", json =>
        {
            WritePlace(json);
            json.WriteString("text", Text);
            json.WriteStartArray("logprobs");
            json.WriteEndArray();
        });
        events.Write(output, "response.content_part.done", json => WritePartPlace(json, Text));
    }

    /// <summary>Up to and with the beginning of the content.</summary>
    private void WriteHead(Utf8JsonWriter json, string status)
    {
        json.WriteString("id", Id);
        json.WriteString("type", "message");
        json.WriteString("status", status);
        json.WriteString("role", "assistant");
        json.WriteStartArray("content");
    }

    private void WritePlace(Utf8JsonWriter json)
    {
        json.WriteString("item_id", Id);
        json.WriteNumber("output_index", 0);
        json.WriteNumber("content_index", 0);
    }

    private void WritePartPlace(Utf8JsonWriter json, string text)
    {
        WritePlace(json);
        json.WritePropertyName("part");
        WritePart(json, text);
    }

    private static void WritePart(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        json.WriteString("type", "output_text");
        json.WriteString("text", text);
        json.WriteStartArray("annotations");
        json.WriteEndArray();
        json.WriteStartArray("logprobs");
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
