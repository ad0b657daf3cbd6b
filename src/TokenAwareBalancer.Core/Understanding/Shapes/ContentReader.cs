using System.Text.Json;
using TokenAwareBalancer.Understanding.Json;
using TokenAwareBalancer.Understanding.Prompts;

namespace TokenAwareBalancer.Understanding.Shapes;

/// <summary>Reads content: a string, or an array of parts. An array may also hold strings, as vLLM accepts.</summary>
internal static class ContentReader
{
    public static void Read(ref JsonCursor json, PromptPieces pieces)
    {
        if (json.TokenType == JsonTokenType.String)
            FieldReader.AddText(ref json, pieces);
        else if (!json.IsNull)
            ReadParts(ref json, pieces);
    }

    /// <summary>Content within a part whose type is perhaps unknown: what has another shape is passed over.</summary>
    public static void ReadNested(ref JsonCursor json, PromptPieces pieces)
    {
        if (json.TokenType is JsonTokenType.String or JsonTokenType.StartArray)
            Read(ref json, pieces);
        else
            json.Skip();
    }

    private static void ReadParts(ref JsonCursor json, PromptPieces pieces)
    {
        json.EnterArray("a string or an array of content parts");
        while (json.NextItem())
        {
            if (json.TokenType == JsonTokenType.String)
                FieldReader.AddText(ref json, pieces);
            else
                ContentPartReader.Read(ref json, pieces);
        }
    }
}
