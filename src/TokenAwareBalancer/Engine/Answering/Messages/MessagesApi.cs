using System.Buffers;
using System.Text.Json;
using TokenAwareBalancer.Engine.Requests;

namespace TokenAwareBalancer.Engine.Answering.Messages;

/// <summary>Anthropic's <c>POST /v1/messages</c>.</summary>
internal sealed class MessagesApi : IAnswerApi, IStreamedForm
{
    private const string IdPrefix = "msg_";

    public EngineRequest Read(JsonElement body, PromptTokens tokens)
    {
        AddPrompt(body, tokens);
        return new EngineRequest
        {
            Form = this,
            Model = RequestFields.ReadModel(body),
            IsStream = RequestFields.ReadBoolean(body, "stream"),
            PromptTokens = tokens.Total,
            MaxTokens = RequestFields.ReadPositive(body, "max_tokens")
                ?? throw new MalformedRequestException("max_tokens: Field required"),
            IgnoresEnd = RequestFields.ReadBoolean(body, "ignore_eos"),
            ToolCall = ToolChoiceReader.Read(body),
        };
    }

    public void WriteError(IBufferWriter<byte> output, int status, string message) =>
        AnthropicJson.WriteError(output, status, message);

    public void WriteWhole(IBufferWriter<byte> output, EngineAnswer answer)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        WriteHead(json, answer);
        json.WriteStartArray("content");
        json.WriteStartObject();
        WriteBlock(json, answer);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("stop_reason", GetStopReason(answer));
        json.WriteNull("stop_sequence");
        json.WriteStartObject("usage");
        WriteInputTokens(json, answer);
        json.WriteNumber("output_tokens", answer.CompletionTokens);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Anthropic counts what was read from a cache apart from the rest of the prompt.</summary>
    public static void WriteInputTokens(Utf8JsonWriter json, EngineAnswer answer)
    {
        json.WriteNumber("input_tokens", answer.Request.PromptTokens - (answer.CachedTokens ?? 0));
        if (answer.CachedTokens is { } cachedTokens)
            json.WriteNumber("cache_read_input_tokens", cachedTokens);
    }

    public IAnswerStream OpenStream(EngineAnswer answer) => answer.ToolCall is { } call
        ? new ToolUseStream(answer, call)
        : new MessagesStream(answer);

    public static void AddPrompt(JsonElement body, PromptTokens tokens)
    {
        if (RequestFields.Find(body, "system") is { } system)
            PromptReader.AddContent(system, tokens);
        PromptReader.AddMessages(RequestFields.Require(body, "messages"), tokens);
        PromptReader.AddTools(body, tokens);
    }

    public static void WriteHead(Utf8JsonWriter json, EngineAnswer answer)
    {
        json.WriteString("id", IdPrefix + answer.Id);
        json.WriteString("type", "message");
        json.WriteString("role", "assistant");
        json.WriteString("model", answer.Model);
    }

    public static void WriteToolUseHead(Utf8JsonWriter json, EngineAnswer answer, ToolCall call)
    {
        json.WriteString("type", "tool_use");
        json.WriteString("id", $"toolu_{answer.Id}");
        json.WriteString("name", call.Name);
    }

    public static string GetStopReason(EngineAnswer answer) => answer switch
    {
        _ when answer.Choices[0].IsCapped => "max_tokens",
        { ToolCall: not null } => "tool_use",
        _ => "end_turn",
    };

    private static void WriteBlock(Utf8JsonWriter json, EngineAnswer answer)
    {
        var choice = answer.Choices[0];
        if (answer.ToolCall is not { } call)
        {
            json.WriteString("type", "text");
            json.WriteString("text", answer.Words.GetText(0, choice.Tokens));
            return;
        }
        WriteToolUseHead(json, answer, call);
        json.WritePropertyName("input");
        // Arguments that were cut off are no JSON, and there is no other way to write them here.
        json.WriteRawValue(choice.IsCapped ? "{}" : call.GetArguments(choice.Tokens));
    }
}
