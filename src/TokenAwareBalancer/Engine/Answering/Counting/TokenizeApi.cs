using System.Buffers;
using System.Text.Json;
using TokenAwareBalancer.Engine.Requests;

namespace TokenAwareBalancer.Engine.Answering.Counting;

/// <summary>vLLM's <c>POST /tokenize</c>: how many tokens a text or a chat is.</summary>
/// <remarks>The number is what an inference is charged; the ids fill the list, see <see cref="TokenIds"/>.</remarks>
internal sealed class TokenizeApi : IAnswerApi, IAnswerForm
{
    private readonly int _contextTokens;

    public TokenizeApi(int contextTokens) => _contextTokens = contextTokens;

    public bool IsInference => false;

    public EngineRequest Read(JsonElement body, PromptTokens tokens)
    {
        if (RequestFields.Find(body, "messages") is { } messages)
        {
            PromptReader.AddMessages(messages, tokens);
            PromptReader.AddTools(body, tokens);
        }
        else
        {
            tokens.Add(RequestFields.RequireString(body, "prompt"));
        }
        return new EngineRequest
        {
            Form = this,
            Model = RequestFields.ReadModel(body),
            PromptTokens = tokens.Total,
            Choices = 0,
        };
    }

    public void WriteError(IBufferWriter<byte> output, int status, string message) =>
        OpenAIJson.WriteError(output, status, message);

    public void WriteWhole(IBufferWriter<byte> output, EngineAnswer answer)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteNumber("count", answer.Request.PromptTokens);
        json.WriteNumber("max_model_len", _contextTokens);
        TokenIds.Write(json, answer.Request.PromptTokens);
        json.WriteNull("token_strs");
        json.WriteEndObject();
    }
}
