using TokenAwareBalancer.Understanding.Json;
using TokenAwareBalancer.Understanding.Prompts;

namespace TokenAwareBalancer.Understanding.Shapes;

/// <summary>vLLM's <c>/tokenize</c> of one text.</summary>
/// <remarks>
/// <c>add_special_tokens</c> is not looked at: the built-in vocabularies have none that a text begins or ends with.
/// </remarks>
internal readonly struct TokenizeShape : IBodyShape
{
    public static void ReadField(ref JsonCursor json, PromptPieces pieces, JsonKey key, ref RequestFields fields)
    {
        switch (key)
        {
            case JsonKey.Prompt:
                FieldReader.ReadText(ref json, pieces, ref fields.Prompt);
                break;
            case JsonKey.ReturnTokenStrs:
                fields.AsksForTokenTexts = FieldReader.ReadBoolean(ref json);
                break;
            case JsonKey.Messages when !json.IsNull:
                throw json.InvalidValue(
                    "cannot be turned into token ids, because the model's chat template is not known here: "
                    + "send a prompt, or count them by POST /v1/messages/count_tokens");
            default:
                CommonFieldReader.ReadShared(ref json, key, ref fields);
                break;
        }
    }

    public static void Complete(ref JsonCursor json, PromptPieces pieces, ref RequestFields fields)
    {
        Requirement.OfModel(ref json, fields);
        if (Requirement.IsAbsent(fields.Prompt))
            throw json.Missing(JsonKey.Prompt);
    }
}
