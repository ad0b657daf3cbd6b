using System.Buffers;
using System.Text.Json;
using TokenAwareBalancer.Engine.Requests;

namespace TokenAwareBalancer.Engine.Answering.Responses;

/// <summary>OpenAI's <c>POST /v1/responses</c>.</summary>
internal sealed class ResponsesApi : IAnswerApi, IStreamedForm
{
    public EngineRequest Read(JsonElement body, PromptTokens tokens)
    {
        if (RequestFields.Find(body, "instructions") is { } instructions)
            PromptReader.AddContent(instructions, tokens);
        PromptReader.AddInput(RequestFields.Require(body, "input"), tokens);
        PromptReader.AddTools(body, tokens);
        return new EngineRequest
        {
            Form = this,
            Model = RequestFields.ReadModel(body),
            IsStream = RequestFields.ReadBoolean(body, "stream"),
            PromptTokens = tokens.Total,
            MaxTokens = RequestFields.ReadPositive(body, "max_output_tokens"),
            IgnoresEnd = RequestFields.ReadBoolean(body, "ignore_eos"),
            ToolCall = ToolChoiceReader.Read(body),
        };
    }

    public void WriteError(IBufferWriter<byte> output, int status, string message) =>
        OpenAIJson.WriteError(output, status, message);

    public void WriteWhole(IBufferWriter<byte> output, EngineAnswer answer)
    {
        using var json = new Utf8JsonWriter(output);
        ResponseJson.WriteEnded(json, answer, ResponseItem.Create(answer));
    }

    public IAnswerStream OpenStream(EngineAnswer answer) => new ResponsesStream(answer);
}
