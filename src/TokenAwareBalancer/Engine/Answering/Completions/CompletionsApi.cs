using System.Buffers;
using System.Text.Json;
using TokenAwareBalancer.Engine.Requests;

namespace TokenAwareBalancer.Engine.Answering.Completions;

/// <summary>OpenAI's older <c>POST /v1/completions</c>, in vLLM's shapes.</summary>
internal sealed class CompletionsApi : IAnswerApi, IStreamedForm
{
    public const string IdPrefix = "cmpl-";

    public EngineRequest Read(JsonElement body, PromptTokens tokens)
    {
        var prompts = PromptReader.AddPrompts(body, "prompt", tokens);
        return new EngineRequest
        {
            Form = this,
            Model = RequestFields.ReadModel(body),
            IsStream = RequestFields.ReadBoolean(body, "stream"),
            IncludesUsage = RequestFields.ReadIncludeUsage(body),
            PromptTokens = tokens.Total,
            Choices = prompts.Length * RequestFields.ReadChoices(body),
            MaxTokens = RequestFields.ReadPositive(body, "max_tokens"),
            IgnoresEnd = RequestFields.ReadBoolean(body, "ignore_eos"),
        };
    }

    public void WriteError(IBufferWriter<byte> output, int status, string message) =>
        OpenAIJson.WriteError(output, status, message);

    public void WriteWhole(IBufferWriter<byte> output, EngineAnswer answer)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        OpenAIJson.WriteHead(json, IdPrefix, "text_completion", answer);
        json.WriteStartArray("choices");
        for (var i = 0; i < answer.Choices.Count; i++)
            WriteChoice(json, answer, i);
        json.WriteEndArray();
        OpenAIJson.WriteUsage(json, answer);
        json.WriteEndObject();
    }

    public IAnswerStream OpenStream(EngineAnswer answer) => new CompletionsStream(answer);

    private static void WriteChoice(Utf8JsonWriter json, EngineAnswer answer, int index)
    {
        var choice = answer.Choices[index];
        json.WriteStartObject();
        json.WriteNumber("index", index);
        json.WriteString("text", answer.Words.GetText(index, choice.Tokens));
        json.WriteNull("logprobs");
        json.WriteString("finish_reason", OpenAIJson.GetFinishReason(answer, index));
        json.WriteNull("stop_reason");
        json.WriteEndObject();
    }
}
