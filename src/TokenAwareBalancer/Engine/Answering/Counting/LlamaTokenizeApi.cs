using System.Buffers;
using System.Text.Json;
using TokenAwareBalancer.Engine.Requests;

namespace TokenAwareBalancer.Engine.Answering.Counting;

/// <summary>llama.cpp's <c>POST /tokenize</c>: the token ids of a text, of which a caller wants the number.</summary>
internal sealed class LlamaTokenizeApi : IAnswerApi, IAnswerForm
{
    public bool IsInference => false;

    public EngineRequest Read(JsonElement body, PromptTokens tokens)
    {
        tokens.Add(RequestFields.RequireString(body, "content"));
        return new EngineRequest { Form = this, PromptTokens = tokens.Total, Choices = 0 };
    }

    public void WriteError(IBufferWriter<byte> output, int status, string message) =>
        OpenAIJson.WriteError(output, status, message);

    public void WriteWhole(IBufferWriter<byte> output, EngineAnswer answer)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        TokenIds.Write(json, answer.Request.PromptTokens);
        json.WriteEndObject();
    }
}
