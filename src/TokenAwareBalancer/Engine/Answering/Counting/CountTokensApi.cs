using System.Buffers;
using System.Text.Json;
using TokenAwareBalancer.Engine.Answering.Messages;
using TokenAwareBalancer.Engine.Requests;

namespace TokenAwareBalancer.Engine.Answering.Counting;

/// <summary>Anthropic's <c>POST /v1/messages/count_tokens</c>: a message's request without <c>max_tokens</c>.</summary>
internal sealed class CountTokensApi : IAnswerApi, IAnswerForm
{
    public bool IsInference => false;

    public EngineRequest Read(JsonElement body, PromptTokens tokens)
    {
        MessagesApi.AddPrompt(body, tokens);
        return new EngineRequest
        {
            Form = this,
            Model = RequestFields.ReadModel(body),
            PromptTokens = tokens.Total,
            Choices = 0,
        };
    }

    public void WriteError(IBufferWriter<byte> output, int status, string message) =>
        AnthropicJson.WriteError(output, status, message);

    public void WriteWhole(IBufferWriter<byte> output, EngineAnswer answer)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteNumber("input_tokens", answer.Request.PromptTokens);
        json.WriteEndObject();
    }
}
