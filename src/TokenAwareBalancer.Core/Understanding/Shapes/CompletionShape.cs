using TokenAwareBalancer.Understanding.Json;
using TokenAwareBalancer.Understanding.Prompts;

namespace TokenAwareBalancer.Understanding.Shapes;

/// <summary>OpenAI's completion of a text.</summary>
internal readonly struct CompletionShape : IBodyShape
{
    public static void ReadField(ref JsonCursor json, PromptPieces pieces, JsonKey key, ref RequestFields fields)
    {
        switch (key)
        {
            case JsonKey.Prompt:
                fields.PromptCount = PromptReader.Read(ref json, pieces, ref fields.Prompt);
                break;
            case JsonKey.Suffix:
                FieldReader.ReadText(ref json, pieces, ref fields.Suffix);
                break;
            default:
                CommonFieldReader.ReadGeneration(ref json, key, ref fields);
                break;
        }
    }

    public static void Complete(ref JsonCursor json, PromptPieces pieces, ref RequestFields fields)
    {
        Requirement.OfModel(ref json, fields);
        Requirement.Of(ref json, JsonKey.Prompt, fields.Prompt, fields.PromptCount);
        // Each of several is a prompt of its own.
        if (fields.PromptCount > 1)
            pieces.EndPrefixAfter(fields.Prompt.FirstPiece);
    }
}
