using System.Buffers;
using System.Text;

namespace TokenAwareBalancer.Engine.Answering.Completions;

/// <summary>Streams of <c>/v1/chat/completions</c> that call a tool: its name, then its arguments in pieces.</summary>
internal sealed class ChatToolCallStream : ChatCompletionsStream
{
    private readonly ToolCall _call;

    public ChatToolCallStream(EngineAnswer answer, ToolCall call)
        : base(answer) => _call = call;

    protected override void WriteOpening(IBufferWriter<byte> output, int choice)
    {
        var id = OpenAIJson.GetCallId(Answer, choice);
        WriteEvent(
            output,
            choice,
            Encoding.ASCII.GetBytes(
                $",\"delta\":{{\"tool_calls\":[{{\"index\":0,\"id\":\"{id}\",\"type\":\"function\","
                + "\"function\":{\"name\":\""),
            _call.Name.EncodedUtf8Bytes,
            "\",\"arguments\":\"\"}}]},\"logprobs\":null,\"finish_reason\":null"u8);
    }

    protected override void WriteChunk(IBufferWriter<byte> output, int choice, ReadOnlySpan<byte> word) =>
        WriteEvent(
            output,
            choice,
            ",\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\""u8,
            word,
            "\"}}]},\"logprobs\":null,\"finish_reason\":null"u8);
}
