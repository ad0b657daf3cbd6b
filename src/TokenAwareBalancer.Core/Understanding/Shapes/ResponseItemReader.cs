using System.Text.Json;
using TokenAwareBalancer.Understanding.Json;
using TokenAwareBalancer.Understanding.Prompts;

namespace TokenAwareBalancer.Understanding.Shapes;

/// <summary>
/// Reads one item of a Responses <c>input</c>: a message, a call, what came of it, reasoning, a reference.
/// </summary>
/// <remarks>
/// New kinds of item appear often, and those that exist share their fields: text is what stands in a field that some
/// item has it in, whatever the type says. A field that holds something else there is passed over.
/// </remarks>
internal static class ResponseItemReader
{
    public static void Read(ref JsonCursor json, PromptPieces pieces)
    {
        var item = default(ItemSlots);
        json.EnterObject("an input item");
        while (json.NextKey(out var key))
            ReadField(ref json, pieces, key, ref item);
        var hasRole = !Requirement.IsAbsent(item.Role);
        pieces.Add(PromptPiece.OfTokens(
            PromptCosts.MessageTokens + (hasRole ? 0 : PromptCosts.UnspelledRoleTokens)));
        if (item.Type == ItemType.ItemReference || (!item.HasType && !hasRole))
            pieces.Add(PromptPiece.OfReference());
        else if (item.Type == ItemType.ImageGenerationCall)
            pieces.Add(PromptPiece.OfTokens(PromptCosts.HighDetailImageTokens, PromptPieceKind.Image));
    }

    private static void ReadField(ref JsonCursor json, PromptPieces pieces, JsonKey key, ref ItemSlots item)
    {
        switch (key)
        {
            case JsonKey.Type:
                ReadType(ref json, ref item);
                break;
            case JsonKey.Role:
                FieldReader.ReadText(ref json, pieces, ref item.Role);
                break;
            case JsonKey.Content:
                pieces.Open(ref item.Content, json);
                ContentReader.Read(ref json, pieces);
                pieces.Close(ref item.Content);
                break;
            case JsonKey.Name:
                FieldReader.ReadTextIfString(ref json, pieces, ref item.Name);
                break;
            // A function's arguments, a custom tool's input, an interpreter's code: no item has two of them.
            case JsonKey.Arguments or JsonKey.Input or JsonKey.Code:
                FieldReader.ReadTextIfString(ref json, pieces, ref item.Arguments);
                break;
            case JsonKey.Output:
                ReadOutput(ref json, pieces, ref item.Output);
                break;
            case JsonKey.Summary:
                pieces.Open(ref item.Summary, json);
                ContentReader.ReadNested(ref json, pieces);
                pieces.Close(ref item.Summary);
                break;
            case JsonKey.Tools:
                FieldReader.ReadRaw(ref json, pieces, ref item.Tools);
                break;
            case JsonKey.EncryptedContent:
                FieldReader.ReadReference(ref json, pieces, ref item.EncryptedContent);
                break;
            default:
                json.Skip();
                break;
        }
    }

    private static void ReadType(ref JsonCursor json, ref ItemSlots item)
    {
        if (!json.IsNull)
            json.Expect(JsonTokenType.String, "a string");
        item.HasType = !json.IsNull;
        item.Type = json.IsNull ? ItemType.Other : json.ReadWord<ItemType>();
    }

    /// <summary>A text, parts, or one part alone: a screenshot.</summary>
    private static void ReadOutput(ref JsonCursor json, PromptPieces pieces, ref PieceSlot slot)
    {
        pieces.Open(ref slot, json);
        if (json.TokenType == JsonTokenType.StartObject)
            ContentPartReader.Read(ref json, pieces);
        else
            ContentReader.ReadNested(ref json, pieces);
        pieces.Close(ref slot);
    }

    private enum ItemType
    {
        Other,
        ImageGenerationCall,
        ItemReference,
    }

    private struct ItemSlots
    {
        public bool HasType;
        public ItemType Type;
        public PieceSlot Role;
        public PieceSlot Content;
        public PieceSlot Name;
        public PieceSlot Arguments;
        public PieceSlot Output;
        public PieceSlot Summary;
        public PieceSlot Tools;
        public PieceSlot EncryptedContent;
    }
}
