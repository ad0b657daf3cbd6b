using System.Text.Json;
using TokenAwareBalancer.Understanding.Json;
using TokenAwareBalancer.Understanding.Prompts;

namespace TokenAwareBalancer.Understanding.Shapes;

/// <summary>Reads <c>input</c> of a Responses body: a string, which is one message, or an array of items.</summary>
internal static class ResponseInputReader
{
    /// <returns>The number of items, 0 when there is none.</returns>
    public static int Read(ref JsonCursor json, PromptPieces pieces, ref PieceSlot slot)
    {
        pieces.Open(ref slot, json);
        var itemCount = json.TokenType switch
        {
            JsonTokenType.Null => 0,
            JsonTokenType.String => ReadMessage(ref json, pieces),
            _ => ReadItems(ref json, pieces),
        };
        pieces.Close(ref slot);
        return itemCount;
    }

    private static int ReadMessage(ref JsonCursor json, PromptPieces pieces)
    {
        FieldReader.AddText(ref json, pieces);
        pieces.Add(PromptPiece.OfTokens(PromptCosts.MessageTokens + PromptCosts.UnspelledRoleTokens));
        return json.Escaped.IsEmpty ? 0 : 1;
    }

    private static int ReadItems(ref JsonCursor json, PromptPieces pieces)
    {
        var itemCount = 0;
        json.EnterArray("a string or an array of input items");
        for (; json.NextItem(); itemCount++)
            ResponseItemReader.Read(ref json, pieces);
        return itemCount;
    }
}
