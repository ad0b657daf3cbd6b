using System.Text.Json;
using TokenAwareBalancer.Understanding.Json;
using TokenAwareBalancer.Understanding.Prompts;

namespace TokenAwareBalancer.Understanding.Shapes;

/// <summary>Reads one content part: records all its fields, then keeps what its type has a use for.</summary>
internal static class ContentPartReader
{
    public static void Read(ref JsonCursor json, PromptPieces pieces)
    {
        var part = default(ContentPart);
        part.AudioTokens = PromptCosts.RemoteAudioTokens;
        part.DocumentTokens = PromptCosts.RemoteDocumentTokens;
        json.EnterObject("a content part");
        while (json.NextKey(out var key))
            ReadField(ref json, pieces, key, ref part);
        var type = part.Type ?? part.TypeByField;
        RequireText(ref json, type, ref part);
        KeepTextOf(type, pieces, ref part);
        if (PartRules.CostOf(type, part) is { } cost)
            pieces.Add(cost);
    }

    private static void ReadField(ref JsonCursor json, PromptPieces pieces, JsonKey key, ref ContentPart part)
    {
        switch (key)
        {
            case JsonKey.Type:
                ReadType(ref json, ref part);
                break;
            case JsonKey.Text:
                part.TypeByField = PartType.Text;
                FieldReader.ReadTextIfString(ref json, pieces, ref part[PartField.Text]);
                break;
            case JsonKey.Refusal:
                part.TypeByField = PartType.Refusal;
                FieldReader.ReadTextIfString(ref json, pieces, ref part[PartField.Refusal]);
                break;
            case JsonKey.Thinking:
                FieldReader.ReadTextIfString(ref json, pieces, ref part[PartField.Thinking]);
                break;
            case JsonKey.Name:
                FieldReader.ReadTextIfString(ref json, pieces, ref part[PartField.Name]);
                break;
            case JsonKey.Title:
                FieldReader.ReadTextIfString(ref json, pieces, ref part[PartField.Title]);
                break;
            case JsonKey.Context:
                FieldReader.ReadTextIfString(ref json, pieces, ref part[PartField.Context]);
                break;
            case JsonKey.Input:
                FieldReader.ReadRaw(ref json, pieces, ref part[PartField.Input]);
                break;
            case JsonKey.Content:
                pieces.Open(ref part[PartField.Content], json);
                ContentReader.ReadNested(ref json, pieces);
                pieces.Close(ref part[PartField.Content]);
                break;
            case JsonKey.Source:
                pieces.Open(ref part[PartField.Source], json);
                part.DocumentTokens = DocumentSourceReader.Read(ref json, pieces);
                pieces.Close(ref part[PartField.Source]);
                break;
            default:
                MediaFieldReader.Read(ref json, key, ref part);
                break;
        }
    }

    private static void ReadType(ref JsonCursor json, ref ContentPart part)
    {
        if (json.IsNull)
        {
            part.Type = null;
            return;
        }
        json.Expect(JsonTokenType.String, "a string");
        part.Type = json.ReadWord<PartType>();
    }

    private static void RequireText(ref JsonCursor json, PartType type, ref ContentPart part)
    {
        var required = PartRules.RequiredBy(type);
        if (required == PartField.None)
            return;
        var key = required == PartField.Text ? JsonKey.Text : JsonKey.Refusal;
        ref var slot = ref part[required];
        if (slot.Found == JsonTokenType.None)
            throw json.Missing(key);
        if (slot.Found != JsonTokenType.String)
            throw json.WrongType(key, "a string", JsonFaults.Describe(slot.Found), slot.Offset);
    }

    private static void KeepTextOf(PartType type, PromptPieces pieces, ref ContentPart part)
    {
        var discarded = (uint)~PartRules.TextFieldsOf(type);
        for (var field = 0; field < PartSlots.Length; field++)
        {
            if ((discarded >> field & 1) != 0)
                pieces.Discard(ref part[(PartField)(1 << field)]);
        }
    }
}
