using System.Buffers;
using System.Text;

namespace TokenAwareBalancer.Engine.Answering.Completions;

/// <summary>Streams of <c>/v1/chat/completions</c>.</summary>
internal class ChatCompletionsStream : OpenAIStream
{
    public ChatCompletionsStream(EngineAnswer answer)
        : base(ChatCompletionsApi.IdPrefix, "chat.completion.chunk", answer)
    {
    }

    public override void WriteStart(IBufferWriter<byte> output)
    {
        for (var i = 0; i < Answer.Choices.Count; i++)
        {
            WriteEvent(
                output,
                i,
                ",\"delta\":{\"role\":\"assistant\",\"content\":\""u8,
                ""u8,
                "\"},\"logprobs\":null,\"finish_reason\":null"u8);
        }
    }

    protected override void WriteChunk(IBufferWriter<byte> output, int choice, ReadOnlySpan<byte> word) =>
        WriteEvent(
            output, choice, ",\"delta\":{\"content\":\""u8, word, "\"},\"logprobs\":null,\"finish_reason\":null"u8);

    protected override void WriteFinish(IBufferWriter<byte> output, int choice, string reason) =>
        WriteEvent(
            output,
            choice,
            ",\"delta\":{},\"logprobs\":null,\"finish_reason\":\""u8,
            Encoding.ASCII.GetBytes(reason),
            "\",\"stop_reason\":null"u8);
}
