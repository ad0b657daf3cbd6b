using System.Buffers;
using System.Text.Json;
using TokenAwareBalancer.Engine.Requests;

namespace TokenAwareBalancer.Engine.Answering;

/// <summary>One API of an engine: how its requests read, and how it says that something is wrong.</summary>
internal interface IAnswerApi
{
    /// <summary>Whether its requests go through the scheduler; others, as counting tokens, take no time.</summary>
    bool IsInference => true;

    /// <exception cref="MalformedRequestException">The body is not what the API asks for.</exception>
    EngineRequest Read(JsonElement body, PromptTokens tokens);

    void WriteError(IBufferWriter<byte> output, int status, string message);
}
