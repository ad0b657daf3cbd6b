using System.Buffers;
using System.Text.Json;
using TokenAwareBalancer.Engine.Requests;

namespace TokenAwareBalancer.Engine.Answering.Completions;

/// <summary>OpenAI's <c>POST /v1/chat/completions</c>, in vLLM's shapes.</summary>
internal sealed class ChatCompletionsApi : IAnswerApi, IStreamedForm
{
    public const string IdPrefix = "chatcmpl-";

    public EngineRequest Read(JsonElement body, PromptTokens tokens)
    {
        PromptReader.AddMessages(RequestFields.Require(body, "messages"), tokens);
        PromptReader.AddTools(body, tokens);
        return new EngineRequest
        {
            Form = this,
            Model = RequestFields.ReadModel(body),
            IsStream = RequestFields.ReadBoolean(body, "stream"),
            IncludesUsage = RequestFields.ReadIncludeUsage(body),
            PromptTokens = tokens.Total,
            Choices = RequestFields.ReadChoices(body),
            MaxTokens = RequestFields.ReadPositive(body, "max_completion_tokens")
                ?? RequestFields.ReadPositive(body, "max_tokens"),
            IgnoresEnd = RequestFields.ReadBoolean(body, "ignore_eos"),
            ToolCall = ToolChoiceReader.Read(body),
        };
    }

    public void WriteError(IBufferWriter<byte> output, int status, string message) =>
        OpenAIJson.WriteError(output, status, message);

    public void WriteWhole(IBufferWriter<byte> output, EngineAnswer answer)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        OpenAIJson.WriteHead(json, IdPrefix, "chat.completion", answer);
        json.WriteStartArray("choices");
        for (var i = 0; i < answer.Choices.Count; i++)
            WriteChoice(json, answer, i);
        json.WriteEndArray();
        OpenAIJson.WriteUsage(json, answer);
        json.WriteEndObject();
    }

    public IAnswerStream OpenStream(EngineAnswer answer) => answer.ToolCall is { } call
        ? new ChatToolCallStream(answer, call)
        : new ChatCompletionsStream(answer);

    private static void WriteChoice(Utf8JsonWriter json, EngineAnswer answer, int index)
    {
        json.WriteStartObject();
        json.WriteNumber("index", index);
        json.WriteStartObject("message");
        json.WriteString("role", "assistant");
        if (answer.ToolCall is { } call)
            WriteToolCall(json, answer, index, call);
        else
            json.WriteString("content", answer.Words.GetText(index, answer.Choices[index].Tokens));
        json.WriteEndObject();
        json.WriteNull("logprobs");
        json.WriteString("finish_reason", OpenAIJson.GetFinishReason(answer, index));
        json.WriteNull("stop_reason");
        json.WriteEndObject();
    }

    private static void WriteToolCall(Utf8JsonWriter json, EngineAnswer answer, int index, ToolCall call)
    {
        json.WriteNull("content");
        json.WriteStartArray("tool_calls");
        json.WriteStartObject();
        json.WriteString("id", OpenAIJson.GetCallId(answer, index));
        json.WriteString("type", "function");
        json.WriteStartObject("function");
        json.WriteString("name", call.Name);
        json.WriteString("arguments", call.GetArguments(answer.Choices[index].Tokens));
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
