using System.Buffers;
using System.Text;
using System.Text.Json;

namespace TokenAwareBalancer.Engine.Answering.Messages;

/// <summary>Streams of Anthropic's <c>/v1/messages</c>: named events around one block, of text.</summary>
internal class MessagesStream : IAnswerStream
{
    public MessagesStream(EngineAnswer answer) => Answer = answer;

    protected EngineAnswer Answer { get; }

    public void WriteStart(IBufferWriter<byte> output)
    {
        WriteEvent(output, "message_start", WriteMessage);
        WriteEvent(output, "content_block_start", WriteBlockStart);
        output.Write("event: ping\ndata: {\"type\":\"ping\"}\n\n"u8);
    }

    public virtual void WriteToken(IBufferWriter<byte> output, int ordinal)
    {
        output.Write("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"u8);
        output.Write("\"delta\":{\"type\":\"text_delta\",\"text\":\""u8);
        output.Write(Answer.Words.GetToken(0, ordinal));
        output.Write("\"}}\n\n"u8);
    }

    public void WriteEnd(IBufferWriter<byte> output)
    {
        output.Write("event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n"u8);
        WriteEvent(output, "message_delta", WriteDelta);
        output.Write("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"u8);
    }

    /// <summary>The fields of the block as it begins, without content.</summary>
    protected virtual void WriteBlock(Utf8JsonWriter json)
    {
        json.WriteString("type", "text");
        json.WriteString("text", "");
    }

    private static void WriteEvent(IBufferWriter<byte> output, string name, Action<Utf8JsonWriter> writeFields)
    {
        output.Write(Encoding.ASCII.GetBytes($"event: {name}\ndata: "));
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("type", name);
            writeFields(json);
            json.WriteEndObject();
        }
        output.Write("\n\n"u8);
    }

    private void WriteBlockStart(Utf8JsonWriter json)
    {
        json.WriteNumber("index", 0);
        json.WriteStartObject("content_block");
        WriteBlock(json);
        json.WriteEndObject();
    }

    private void WriteMessage(Utf8JsonWriter json)
    {
        json.WriteStartObject("message");
        MessagesApi.WriteHead(json, Answer);
        json.WriteStartArray("content");
        json.WriteEndArray();
        json.WriteNull("stop_reason");
        json.WriteNull("stop_sequence");
        json.WriteStartObject("usage");
        MessagesApi.WriteInputTokens(json, Answer);
        json.WriteNumber("output_tokens", 0);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteDelta(Utf8JsonWriter json)
    {
        json.WriteStartObject("delta");
        json.WriteString("stop_reason", MessagesApi.GetStopReason(Answer));
        json.WriteNull("stop_sequence");
        json.WriteEndObject();
        json.WriteStartObject("usage");
        json.WriteNumber("output_tokens", Answer.CompletionTokens);
        json.WriteEndObject();
    }
}
