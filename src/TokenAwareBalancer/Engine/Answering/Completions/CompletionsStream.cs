using System.Buffers;
using System.Text;

namespace TokenAwareBalancer.Engine.Answering.Completions;

/// <summary>Streams of <c>/v1/completions</c>, which open with nothing.</summary>
internal sealed class CompletionsStream : OpenAIStream
{
    public CompletionsStream(EngineAnswer answer)
        : base(CompletionsApi.IdPrefix, "text_completion", answer)
    {
    }

    public override void WriteStart(IBufferWriter<byte> output)
    {
    }

    protected override void WriteChunk(IBufferWriter<byte> output, int choice, ReadOnlySpan<byte> word) =>
        WriteEvent(
            output,
            choice,
            ",\"text\":\""u8,
            word,
            "\",\"logprobs\":null,\"finish_reason\":null,\"stop_reason\":null"u8);

    protected override void WriteFinish(IBufferWriter<byte> output, int choice, string reason) =>
        WriteEvent(
            output,
            choice,
            ",\"text\":\"\",\"logprobs\":null,\"finish_reason\":\""u8,
            Encoding.ASCII.GetBytes(reason),
            "\",\"stop_reason\":null"u8);
}
