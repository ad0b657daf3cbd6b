using System.Buffers;

namespace TokenAwareBalancer.Engine.Answering;

/// <summary>How the answer to one request is written, knowing what that request asked for.</summary>
internal interface IAnswerForm
{
    void WriteWhole(IBufferWriter<byte> output, EngineAnswer answer);
}
