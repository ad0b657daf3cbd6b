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
                    CommonFieldReader.ReadLenient(ref json, key, ref fields);
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
                CommonFieldReader.ReadGeneration(ref json, key, ref fields);
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
                CommonFieldReader.ReadGeneration(ref json, key, ref fields);
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
                CommonFieldReader.ReadShared(ref json, key, ref fields);
                break;
        }
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
