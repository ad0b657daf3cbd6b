using TokenAwareBalancer.Understanding.Json;
using TokenAwareBalancer.Understanding.Prompts;

namespace TokenAwareBalancer.Understanding.Shapes;

/// <summary>OpenAI's responses.</summary>
internal readonly struct ResponsesShape : IBodyShape
{
    public static void ReadField(ref JsonCursor json, PromptPieces pieces, JsonKey key, ref RequestFields fields)
    {
        switch (key)
        {
            case JsonKey.Input:
                fields.MessageCount = ResponseInputReader.Read(ref json, pieces, ref fields.Input);
                break;
            case JsonKey.Instructions:
                ReadInstructions(ref json, pieces, ref fields.Instructions);
                break;
            case JsonKey.Tools:
                fields.HasTools = ConversationReader.ReadTools(ref json, pieces, ref fields.Tools);
                break;
            case JsonKey.PreviousResponseId:
                FieldReader.ReadReference(ref json, pieces, ref fields.PreviousResponse);
                break;
            case JsonKey.Conversation:
                FieldReader.ReadReference(ref json, pieces, ref fields.Conversation);
                break;
            // Here the name of a template that the server has stored.
            case JsonKey.Prompt:
                FieldReader.ReadReference(ref json, pieces, ref fields.Prompt);
                break;
            case JsonKey.MaxOutputTokens:
                fields.MaxTokens = FieldReader.ReadInteger(ref json);
                break;
            default:
                CommonFieldReader.ReadShared(ref json, key, ref fields);
                break;
        }
    }

    public static void Complete(ref JsonCursor json, PromptPieces pieces, ref RequestFields fields)
    {
        Requirement.OfModel(ref json, fields);
        if (!RefersToContent(fields))
            Requirement.Of(ref json, JsonKey.Input, fields.Input, fields.MessageCount);
        pieces.Add(PromptPiece.OfTokens(PromptCosts.ReplyTokens));
    }

    private static bool RefersToContent(in RequestFields fields) =>
        !Requirement.IsAbsent(fields.PreviousResponse)
        || !Requirement.IsAbsent(fields.Conversation)
        || !Requirement.IsAbsent(fields.Prompt);

    /// <summary>They count as one more message.</summary>
    private static void ReadInstructions(ref JsonCursor json, PromptPieces pieces, ref PieceSlot slot)
    {
        FieldReader.ReadText(ref json, pieces, ref slot);
        if (!json.IsNull)
            pieces.Add(PromptPiece.OfTokens(PromptCosts.MessageTokens + PromptCosts.UnspelledRoleTokens));
        pieces.Close(ref slot);
    }
}
