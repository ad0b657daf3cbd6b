using System.Text.Json;
using TokenAwareBalancer.Understanding.Json;
using TokenAwareBalancer.Understanding.Prompts;

namespace TokenAwareBalancer.Understanding.Shapes;

/// <summary>
/// Reads one thing to embed or to rank: a string, or an object with a text, an image or content parts, as Jina, Cohere
/// and vLLM take them.
/// </summary>
internal static class InputItemReader
{
    public static void Read(ref JsonCursor json, PromptPieces pieces)
    {
        if (json.TokenType == JsonTokenType.String)
            FieldReader.AddText(ref json, pieces);
        else
            ReadObject(ref json, pieces);
    }

    private static void ReadObject(ref JsonCursor json, PromptPieces pieces)
    {
        var text = default(PieceSlot);
        var content = default(PieceSlot);
        var image = default(PieceSlot);
        json.EnterObject("a string or an object with a text");
        while (json.NextKey(out var key))
        {
            switch (key)
            {
                case JsonKey.Text:
                    FieldReader.ReadTextIfString(ref json, pieces, ref text);
                    break;
                case JsonKey.Content:
                    pieces.Open(ref content, json);
                    ContentReader.ReadNested(ref json, pieces);
                    pieces.Close(ref content);
                    break;
                case JsonKey.Image or JsonKey.ImageUrl:
                    ReadImage(ref json, pieces, ref image);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }
    }

    private static void ReadImage(ref JsonCursor json, PromptPieces pieces, ref PieceSlot slot)
    {
        pieces.Open(ref slot, json);
        if (!json.IsNull)
            pieces.Add(PromptPiece.OfTokens(PromptCosts.HighDetailImageTokens, PromptPieceKind.Image));
        json.Skip();
        pieces.Close(ref slot);
    }
}
