using System.Text.Json;
using TokenAwareBalancer.Understanding.Json;
using TokenAwareBalancer.Understanding.Prompts;

namespace TokenAwareBalancer.Understanding.Shapes;

/// <summary>
/// Reads one message of a chat, OpenAI's or Anthropic's: the fields of the two do not collide, and engines that speak
/// one often take parts of the other.
/// </summary>
/// <remarks>
/// <c>content</c> may be null or absent whatever the role: engines differ on when they allow it, and tell their own
/// users when they do not.
/// </remarks>
internal static class MessageReader
{
    public static void Read(ref JsonCursor json, PromptPieces pieces)
    {
        var message = default(MessageSlots);
        json.EnterObject();
        while (json.NextKey(out var key))
            ReadField(ref json, pieces, key, ref message);
        if (message.Role.Found is JsonTokenType.None or JsonTokenType.Null)
            throw json.Missing(JsonKey.Role);
        pieces.Add(PromptPiece.OfTokens(PromptCosts.MessageTokens));
    }

    private static void ReadField(ref JsonCursor json, PromptPieces pieces, JsonKey key, ref MessageSlots message)
    {
        switch (key)
        {
            case JsonKey.Role:
                FieldReader.ReadText(ref json, pieces, ref message.Role);
                break;
            case JsonKey.Content:
                pieces.Open(ref message.Content, json);
                ContentReader.Read(ref json, pieces);
                pieces.Close(ref message.Content);
                break;
            case JsonKey.Name:
                ReadName(ref json, pieces, ref message.Name);
                break;
            case JsonKey.Refusal:
                FieldReader.ReadText(ref json, pieces, ref message.Refusal);
                break;
            // Engines have renamed this field; a client that sends both repeats one text.
            case JsonKey.Reasoning or JsonKey.ReasoningContent:
                FieldReader.ReadText(ref json, pieces, ref message.Reasoning);
                break;
            case JsonKey.ToolCalls:
                ToolCallReader.ReadMany(ref json, pieces, ref message.ToolCalls);
                break;
            case JsonKey.FunctionCall:
                ToolCallReader.ReadFunction(ref json, pieces, ref message.FunctionCall);
                break;
            default:
                json.Skip();
                break;
        }
    }

    private static void ReadName(ref JsonCursor json, PromptPieces pieces, ref PieceSlot slot)
    {
        FieldReader.ReadText(ref json, pieces, ref slot);
        if (!json.IsNull)
            pieces.Add(PromptPiece.OfTokens(PromptCosts.NameTokens));
        pieces.Close(ref slot);
    }

    private struct MessageSlots
    {
        public PieceSlot Role;
        public PieceSlot Content;
        public PieceSlot Name;
        public PieceSlot Refusal;
        public PieceSlot Reasoning;
        public PieceSlot ToolCalls;
        public PieceSlot FunctionCall;
    }
}
