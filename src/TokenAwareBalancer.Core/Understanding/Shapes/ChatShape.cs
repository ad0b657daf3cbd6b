using TokenAwareBalancer.Understanding.Json;
using TokenAwareBalancer.Understanding.Prompts;

namespace TokenAwareBalancer.Understanding.Shapes;

/// <summary>OpenAI's chat.</summary>
internal readonly struct ChatShape : IBodyShape
{
    public static void ReadField(ref JsonCursor json, PromptPieces pieces, JsonKey key, ref RequestFields fields)
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

    public static void Complete(ref JsonCursor json, PromptPieces pieces, ref RequestFields fields)
    {
        Requirement.OfModel(ref json, fields);
        Requirement.Of(ref json, JsonKey.Messages, fields.Messages, fields.MessageCount);
    }
}
