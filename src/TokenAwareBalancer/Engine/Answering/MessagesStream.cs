using System.Buffers;
using System.Text;
using System.Text.Json;

namespace TokenAwareBalancer.Engine.Answering;

/// <summary>Streams of Anthropic's <c>/v1/messages</c>: named events around one text block.</summary>
internal sealed class MessagesStream : IAnswerStream
{
    private readonly EngineAnswer _answer;

    public MessagesStream(EngineAnswer answer) => _answer = answer;

    public void WriteStart(IBufferWriter<byte> output)
    {
        WriteEvent(output, "message_start", WriteMessage);
        output.Write("event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,"u8);
        output.Write("\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n"u8);
        output.Write("event: ping\ndata: {\"type\":\"ping\"}\n\n"u8);
    }

    public void WriteToken(IBufferWriter<byte> output, int ordinal)
    {
        output.Write("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"u8);
        output.Write("\"delta\":{\"type\":\"text_delta\",\"text\":\""u8);
        output.Write(_answer.Words.GetToken(0, ordinal));
        output.Write("\"}}\n\n"u8);
    }

    public void WriteEnd(IBufferWriter<byte> output)
    {
        output.Write("event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n"u8);
        WriteEvent(output, "message_delta", WriteDelta);
        output.Write("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"u8);
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

    private void WriteMessage(Utf8JsonWriter json)
    {
        json.WriteStartObject("message");
        MessagesApi.WriteHead(json, _answer);
        json.WriteStartArray("content");
        json.WriteEndArray();
        json.WriteNull("stop_reason");
        json.WriteNull("stop_sequence");
        json.WriteStartObject("usage");
        json.WriteNumber("input_tokens", _answer.Request.PromptTokens);
        json.WriteNumber("output_tokens", 0);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteDelta(Utf8JsonWriter json)
    {
        var choice = _answer.Choices[0];
        json.WriteStartObject("delta");
        json.WriteString("stop_reason", MessagesApi.GetStopReason(choice));
        json.WriteNull("stop_sequence");
        json.WriteEndObject();
        json.WriteStartObject("usage");
        json.WriteNumber("output_tokens", choice.Tokens);
        json.WriteEndObject();
    }
}
