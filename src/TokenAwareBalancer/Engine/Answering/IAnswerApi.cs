using System.Buffers;
using System.Text.Json;
using TokenAwareBalancer.Engine.Requests;

namespace TokenAwareBalancer.Engine.Answering;

/// <summary>One inference API: how its requests read and how its answers are written.</summary>
internal interface IAnswerApi
{
    /// <exception cref="MalformedRequestException">The body is not what the API asks for.</exception>
    EngineRequest Read(JsonElement body, PromptTokens tokens);

    void WriteError(IBufferWriter<byte> output, int status, string message);

    void WriteWhole(IBufferWriter<byte> output, EngineAnswer answer);

    IAnswerStream OpenStream(EngineAnswer answer);
}
