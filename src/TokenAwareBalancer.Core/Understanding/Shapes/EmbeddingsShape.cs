using TokenAwareBalancer.Understanding.Json;
using TokenAwareBalancer.Understanding.Prompts;

namespace TokenAwareBalancer.Understanding.Shapes;

/// <summary>OpenAI's embeddings, with vLLM's <c>messages</c> in the place of <c>input</c>.</summary>
internal readonly struct EmbeddingsShape : IBodyShape
{
    public static void ReadField(ref JsonCursor json, PromptPieces pieces, JsonKey key, ref RequestFields fields)
    {
        switch (key)
        {
            case JsonKey.Input:
                fields.InputCount = PromptReader.Read(ref json, pieces, ref fields.Input, mayHoldObjects: true);
                break;
            case JsonKey.Messages:
                fields.MessageCount = ConversationReader.ReadMessages(ref json, pieces, ref fields.Messages);
                break;
            default:
                CommonFieldReader.ReadShared(ref json, key, ref fields);
                break;
        }
    }

    public static void Complete(ref JsonCursor json, PromptPieces pieces, ref RequestFields fields)
    {
        Requirement.OfModel(ref json, fields);
        if (fields.MessageCount == 0)
            Requirement.Of(ref json, JsonKey.Input, fields.Input, fields.InputCount);
        fields.MaxTokens = 0;
    }
}
