using System.Buffers;
using System.Text.Json;

namespace TokenAwareBalancer.Engine.Answering.Messages;

/// <summary>Streams of Anthropic's <c>/v1/messages</c> around one block that calls a tool.</summary>
internal sealed class ToolUseStream : MessagesStream
{
    private readonly ToolCall _call;

    public ToolUseStream(EngineAnswer answer, ToolCall call)
        : base(answer) => _call = call;

    public override void WriteToken(IBufferWriter<byte> output, int ordinal)
    {
        output.Write("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"u8);
        output.Write("\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\""u8);
        output.Write(_call.GetToken(ordinal));
        output.Write("\"}}\n\n"u8);
    }

    protected override void WriteBlock(Utf8JsonWriter json)
    {
        MessagesApi.WriteToolUseHead(json, Answer, _call);
        json.WriteStartObject("input");
        json.WriteEndObject();
    }
}
