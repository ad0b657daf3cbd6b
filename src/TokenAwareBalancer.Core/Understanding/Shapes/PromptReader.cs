using System.Text.Json;
using TokenAwareBalancer.Understanding.Json;
using TokenAwareBalancer.Understanding.Prompts;

namespace TokenAwareBalancer.Understanding.Shapes;

/// <summary>
/// Reads <c>prompt</c> of <c>/v1/completions</c> and <c>input</c> of <c>/v1/embeddings</c>: a string, an array of
/// strings, an array of token ids, or an array of arrays of token ids.
/// </summary>
internal static class PromptReader
{
    private const string AnyPrompt = "a string, or an array of strings, of token ids or of arrays of token ids";

    /// <param name="json">At the value.</param>
    /// <param name="pieces">Receives the prompts.</param>
    /// <param name="slot">The field.</param>
    /// <param name="mayHoldObjects">Whether an array may hold objects with a text or an image beside strings.</param>
    /// <returns>The number of prompts, 0 when there is none.</returns>
    public static int Read(ref JsonCursor json, PromptPieces pieces, ref PieceSlot slot, bool mayHoldObjects = false)
    {
        pieces.Open(ref slot, json);
        var promptCount = json.TokenType switch
        {
            JsonTokenType.Null => 0,
            JsonTokenType.String => ReadOne(ref json, pieces),
            JsonTokenType.StartArray => ReadMany(ref json, pieces, mayHoldObjects),
            _ => throw json.WrongType(AnyPrompt),
        };
        pieces.Close(ref slot);
        return promptCount;
    }

    private static int ReadOne(ref JsonCursor json, PromptPieces pieces)
    {
        FieldReader.AddText(ref json, pieces);
        return json.Escaped.IsEmpty ? 0 : 1;
    }

    private static int ReadMany(ref JsonCursor json, PromptPieces pieces, bool mayHoldObjects)
    {
        json.EnterArray();
        if (!json.NextItem())
            return 0;
        return json.TokenType switch
        {
            JsonTokenType.String or JsonTokenType.StartObject when mayHoldObjects => ReadItems(ref json, pieces),
            JsonTokenType.String => ReadTexts(ref json, pieces),
            JsonTokenType.Number => ReadTokenIds(ref json, pieces),
            JsonTokenType.StartArray => ReadTokenIdArrays(ref json, pieces),
            _ => throw json.WrongType("a string, a token id or an array of token ids"),
        };
    }

    private static int ReadTexts(ref JsonCursor json, PromptPieces pieces)
    {
        var promptCount = 0;
        do
        {
            json.Expect(JsonTokenType.String, "a string like the items before it");
            FieldReader.AddText(ref json, pieces);
            promptCount++;
        }
        while (json.NextItem());
        return promptCount;
    }

    private static int ReadItems(ref JsonCursor json, PromptPieces pieces)
    {
        var itemCount = 0;
        do
        {
            InputItemReader.Read(ref json, pieces);
            itemCount++;
        }
        while (json.NextItem());
        return itemCount;
    }

    private static int ReadTokenIdArrays(ref JsonCursor json, PromptPieces pieces)
    {
        var promptCount = 0;
        do
        {
            json.EnterArray("an array of token ids like the items before it");
            if (json.NextItem())
                ReadTokenIds(ref json, pieces);
            promptCount++;
        }
        while (json.NextItem());
        return promptCount;
    }

    /// <summary>Reads the rest of an array of token ids, from its first on: together they are one prompt.</summary>
    private static int ReadTokenIds(ref JsonCursor json, PromptPieces pieces)
    {
        var tokens = 0;
        do
        {
            json.Expect(JsonTokenType.Number, "a token id");
            if (!json.TryReadInteger(out _))
                throw json.WrongType(JsonKey.Unknown, "a token id", "a fraction", json.Offset);
            tokens++;
        }
        while (json.NextItem());
        pieces.Add(PromptPiece.OfTokens(tokens, PromptPieceKind.TokenIds));
        return 1;
    }
}
