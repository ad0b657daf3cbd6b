using System.Text.Json;
using TokenAwareBalancer.Understanding.Json;
using TokenAwareBalancer.Understanding.Prompts;

namespace TokenAwareBalancer.Understanding.Shapes;

/// <summary>Reads the values that every shape is made of. Null is the same as absent for all of them.</summary>
internal static class FieldReader
{
    public static bool ReadBoolean(ref JsonCursor json)
    {
        if (json.TokenType is not (JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null))
            throw json.WrongType("a boolean");
        return json.TokenType == JsonTokenType.True;
    }

    /// <summary>A whole number of at most <see cref="int.MaxValue"/>; saturates below.</summary>
    public static int? ReadInteger(ref JsonCursor json)
    {
        if (json.IsNull)
            return null;
        json.Expect(JsonTokenType.Number, "an integer");
        if (!json.TryReadInteger(out var value))
            throw json.WrongType(JsonKey.Unknown, "an integer", "a fraction", json.Offset);
        if (value > int.MaxValue)
            throw json.InvalidValue("must be at most 2147483647");
        return (int)Math.Max(value, int.MinValue);
    }

    /// <summary>A text that the model sees.</summary>
    public static void ReadText(ref JsonCursor json, PromptPieces pieces, ref PieceSlot slot)
    {
        if (!json.IsNull)
            json.Expect(JsonTokenType.String, "a string");
        ReadTextIfString(ref json, pieces, ref slot);
    }

    /// <summary>A text that the model sees, in a field that may be something else in a shape we do not know.</summary>
    public static void ReadTextIfString(ref JsonCursor json, PromptPieces pieces, ref PieceSlot slot)
    {
        pieces.Open(ref slot, json);
        if (json.TokenType == JsonTokenType.String)
            AddText(ref json, pieces);
        else
            json.Skip();
        pieces.Close(ref slot);
    }

    /// <summary>A value that the model sees as the JSON it is.</summary>
    public static void ReadRaw(ref JsonCursor json, PromptPieces pieces, ref PieceSlot slot)
    {
        pieces.Open(ref slot, json);
        var isNull = json.IsNull;
        var value = json.Skip();
        if (!isNull)
            pieces.Add(PromptPiece.OfText(value, hasEscapes: false));
        pieces.Close(ref slot);
    }

    /// <summary>A value that stands for content which is not in the body.</summary>
    public static void ReadReference(ref JsonCursor json, PromptPieces pieces, ref PieceSlot slot)
    {
        pieces.Open(ref slot, json);
        if (!json.IsNull)
            pieces.Add(PromptPiece.OfReference());
        json.Skip();
        pieces.Close(ref slot);
    }

    /// <summary>Adds the current string as text; one that is empty has no tokens, and takes no memory.</summary>
    public static void AddText(ref JsonCursor json, PromptPieces pieces)
    {
        if (json.Escaped.IsEmpty)
            return;
        const int quoteBytes = 1;
        var text = new ByteRange(json.Offset + quoteBytes, json.Escaped.Length);
        pieces.Add(PromptPiece.OfText(text, json.HasEscapes));
    }
}
