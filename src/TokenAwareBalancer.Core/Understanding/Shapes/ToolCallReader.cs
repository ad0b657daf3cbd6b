using System.Text.Json;
using TokenAwareBalancer.Understanding.Json;
using TokenAwareBalancer.Understanding.Prompts;

namespace TokenAwareBalancer.Understanding.Shapes;

/// <summary>Reads the calls an assistant made: of each, the function's name and its arguments.</summary>
internal static class ToolCallReader
{
    public static void ReadMany(ref JsonCursor json, PromptPieces pieces, ref PieceSlot slot)
    {
        pieces.Open(ref slot, json);
        if (json.IsNull)
            return;
        json.EnterArray();
        while (json.NextItem())
            ReadCall(ref json, pieces);
        pieces.Close(ref slot);
    }

    /// <summary>Reads <c>{"name": …, "arguments": …}</c>, or <c>{"name": …, "input": …}</c> of a custom tool.</summary>
    public static void ReadFunction(ref JsonCursor json, PromptPieces pieces, ref PieceSlot slot)
    {
        pieces.Open(ref slot, json);
        if (json.IsNull)
            return;
        var name = default(PieceSlot);
        var arguments = default(PieceSlot);
        json.EnterObject();
        while (json.NextKey(out var key))
        {
            if (key == JsonKey.Name)
                FieldReader.ReadText(ref json, pieces, ref name);
            else if (key is JsonKey.Arguments or JsonKey.Input)
                ReadArguments(ref json, pieces, ref arguments);
            else
                json.Skip();
        }
        pieces.Close(ref slot);
    }

    private static void ReadCall(ref JsonCursor json, PromptPieces pieces)
    {
        var function = default(PieceSlot);
        json.EnterObject();
        while (json.NextKey(out var key))
        {
            if (key is JsonKey.Function or JsonKey.Custom)
                ReadFunction(ref json, pieces, ref function);
            else
                json.Skip();
        }
    }

    /// <summary>OpenAI's are JSON within a string; Ollama and llama.cpp take the object itself as well.</summary>
    private static void ReadArguments(ref JsonCursor json, PromptPieces pieces, ref PieceSlot slot)
    {
        if (json.TokenType is JsonTokenType.StartObject)
            FieldReader.ReadRaw(ref json, pieces, ref slot);
        else if (json.TokenType is JsonTokenType.String or JsonTokenType.Null)
            FieldReader.ReadText(ref json, pieces, ref slot);
        else
            throw json.WrongType("a string or an object");
    }
}
