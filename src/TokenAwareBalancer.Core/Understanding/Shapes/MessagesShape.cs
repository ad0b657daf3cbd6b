using TokenAwareBalancer.Understanding.Json;
using TokenAwareBalancer.Understanding.Prompts;

namespace TokenAwareBalancer.Understanding.Shapes;

/// <summary>Anthropic's messages.</summary>
internal readonly struct MessagesShape : IBodyShape
{
    public static void ReadField(ref JsonCursor json, PromptPieces pieces, JsonKey key, ref RequestFields fields)
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

    public static void Complete(ref JsonCursor json, PromptPieces pieces, ref RequestFields fields)
    {
        Requirement.OfModel(ref json, fields);
        Requirement.Of(ref json, JsonKey.Messages, fields.Messages, fields.MessageCount);
    }
}
