using System.Text.Json;
using TokenAwareBalancer.Understanding.Json;
using TokenAwareBalancer.Understanding.Prompts;

namespace TokenAwareBalancer.Understanding.Shapes;

/// <summary>A query and the documents to rank by it. A cross-encoder reads the query once with each of them.</summary>
internal readonly struct RerankShape : IBodyShape
{
    public static void ReadField(ref JsonCursor json, PromptPieces pieces, JsonKey key, ref RequestFields fields)
    {
        switch (key)
        {
            case JsonKey.Query:
                pieces.Open(ref fields.Query, json);
                if (!json.IsNull)
                    InputItemReader.Read(ref json, pieces);
                pieces.Close(ref fields.Query);
                break;
            case JsonKey.Documents:
                fields.DocumentCount = ReadDocuments(ref json, pieces, ref fields.Documents);
                break;
            default:
                CommonFieldReader.ReadShared(ref json, key, ref fields);
                break;
        }
    }

    public static void Complete(ref JsonCursor json, PromptPieces pieces, ref RequestFields fields)
    {
        Requirement.OfModel(ref json, fields);
        if (Requirement.IsAbsent(fields.Query))
            throw json.Missing(JsonKey.Query);
        Requirement.Of(ref json, JsonKey.Documents, fields.Documents, fields.DocumentCount);
        pieces.Repeat(fields.Query, fields.DocumentCount);
        fields.MaxTokens = 0;
    }

    /// <returns>The number of documents.</returns>
    private static int ReadDocuments(ref JsonCursor json, PromptPieces pieces, ref PieceSlot slot)
    {
        pieces.Open(ref slot, json);
        var documentCount = 0;
        if (json.TokenType != JsonTokenType.Null)
        {
            json.EnterArray("an array of documents");
            for (; json.NextItem(); documentCount++)
                InputItemReader.Read(ref json, pieces);
        }
        pieces.Close(ref slot);
        return documentCount;
    }
}
