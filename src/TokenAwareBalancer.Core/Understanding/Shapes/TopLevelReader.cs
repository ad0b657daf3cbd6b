using System.Text.Json;
using TokenAwareBalancer.Understanding.Json;
using TokenAwareBalancer.Understanding.Prompts;

namespace TokenAwareBalancer.Understanding.Shapes;

/// <summary>Reads the top-level object of a request: one table of fields for each API.</summary>
internal static class TopLevelReader
{
    public static void Read(ref JsonCursor json, PromptPieces pieces, ApiSurface surface, ref RequestFields fields)
    {
        json.Next();
        json.EnterObject();
        while (json.NextKey(out var key))
        {
            switch (surface)
            {
                case ApiSurface.ChatCompletions:
                    ReadChatField(ref json, pieces, key, ref fields);
                    break;
                case ApiSurface.Completions:
                    ReadCompletionField(ref json, pieces, key, ref fields);
                    break;
                case ApiSurface.Messages:
                    ReadMessagesField(ref json, pieces, key, ref fields);
                    break;
                default:
                    ReadOtherField(ref json, key, ref fields);
                    break;
            }
        }
        json.ExpectEnd();
        if (surface != ApiSurface.Other)
            RequireFields(ref json, surface, fields);
    }

    private static void ReadChatField(
        ref JsonCursor json, PromptPieces pieces, JsonKey key, ref RequestFields fields)
    {
        switch (key)
        {
            case JsonKey.Messages:
                fields.MessageCount = ConversationReader.ReadMessages(ref json, pieces, ref fields.Messages);
                break;
            case JsonKey.Tools:
                fields.HasTools = ConversationReader.ReadTools(ref json, pieces, ref fields.Tools);
                break;
            case JsonKey.Functions:
                fields.HasFunctions = ConversationReader.ReadTools(ref json, pieces, ref fields.Functions);
                break;
            default:
                ReadGenerationField(ref json, key, ref fields);
                break;
        }
    }

    private static void ReadCompletionField(
        ref JsonCursor json, PromptPieces pieces, JsonKey key, ref RequestFields fields)
    {
        switch (key)
        {
            case JsonKey.Prompt:
                fields.PromptCount = CompletionPromptReader.Read(ref json, pieces, ref fields.Prompt);
                break;
            case JsonKey.Suffix:
                FieldReader.ReadText(ref json, pieces, ref fields.Suffix);
                break;
            default:
                ReadGenerationField(ref json, key, ref fields);
                break;
        }
    }

    private static void ReadMessagesField(
        ref JsonCursor json, PromptPieces pieces, JsonKey key, ref RequestFields fields)
    {
        switch (key)
        {
            case JsonKey.Messages:
                fields.MessageCount = ConversationReader.ReadMessages(ref json, pieces, ref fields.Messages);
                break;
            case JsonKey.System:
                ConversationReader.ReadSystem(ref json, pieces, ref fields.System);
                break;
            case JsonKey.Tools:
                fields.HasTools = ConversationReader.ReadTools(ref json, pieces, ref fields.Tools);
                break;
            case JsonKey.MaxTokens:
                fields.MaxTokens = FieldReader.ReadInteger(ref json);
                break;
            default:
                ReadSharedField(ref json, key, ref fields);
                break;
        }
    }

    private static void ReadGenerationField(ref JsonCursor json, JsonKey key, ref RequestFields fields)
    {
        switch (key)
        {
            case JsonKey.MaxTokens:
                fields.MaxTokens = FieldReader.ReadInteger(ref json);
                break;
            case JsonKey.MaxCompletionTokens:
                fields.MaxCompletionTokens = FieldReader.ReadInteger(ref json);
                break;
            case JsonKey.N:
                fields.N = ReadPositiveInteger(ref json);
                break;
            case JsonKey.BestOf:
                fields.BestOf = ReadPositiveInteger(ref json);
                break;
            case JsonKey.StreamOptions:
                StreamOptionsReader.Read(ref json, ref fields);
                break;
            default:
                ReadSharedField(ref json, key, ref fields);
                break;
        }
    }

    private static void ReadSharedField(ref JsonCursor json, JsonKey key, ref RequestFields fields)
    {
        switch (key)
        {
            case JsonKey.Model:
                if (!json.IsNull)
                    json.Expect(JsonTokenType.String, "a string");
                ReadOtherField(ref json, key, ref fields);
                if (!json.IsNull && json.Escaped.IsEmpty)
                    throw json.InvalidValue("must not be empty");
                break;
            case JsonKey.Stream:
                fields.IsStreaming = FieldReader.ReadBoolean(ref json);
                break;
            default:
                json.Skip();
                break;
        }
    }

    /// <summary>Bodies of APIs that we only pass on: another type is the engine's business.</summary>
    private static void ReadOtherField(ref JsonCursor json, JsonKey key, ref RequestFields fields)
    {
        if (key == JsonKey.Stream)
            fields.IsStreaming = json.TokenType == JsonTokenType.True;
        var isModel = key == JsonKey.Model;
        var isString = json.TokenType == JsonTokenType.String;
        var value = json.Skip();
        if (isModel)
            fields.Model = isString ? value : default;
    }

    private static int? ReadPositiveInteger(ref JsonCursor json)
    {
        var value = FieldReader.ReadInteger(ref json);
        if (value < 1)
            throw json.InvalidValue("must be at least 1");
        return value;
    }

    private static void RequireFields(ref JsonCursor json, ApiSurface surface, in RequestFields fields)
    {
        if (fields.Model.IsEmpty)
            throw json.Missing(JsonKey.Model);
        if (surface == ApiSurface.Completions && fields.PromptCount == 0)
            throw MissingOrEmpty(ref json, JsonKey.Prompt, fields.Prompt);
        if (surface != ApiSurface.Completions && fields.MessageCount == 0)
            throw MissingOrEmpty(ref json, JsonKey.Messages, fields.Messages);
    }

    private static RequestFormatException MissingOrEmpty(ref JsonCursor json, JsonKey key, in PieceSlot slot) =>
        slot.Found is JsonTokenType.None or JsonTokenType.Null ? json.Missing(key) : json.Empty(key, slot.Offset);
}
