using TokenAwareBalancer.Understanding.Json;
using TokenAwareBalancer.Understanding.Prompts;

namespace TokenAwareBalancer.Understanding.Shapes;

/// <summary>Reads the top-level object of a request, by the shape of its API.</summary>
internal static class TopLevelReader
{
    public static void Read(ref JsonCursor json, PromptPieces pieces, ApiSurface surface, ref RequestFields fields)
    {
        switch (surface)
        {
            case ApiSurface.ChatCompletions:
                Read<ChatShape>(ref json, pieces, ref fields);
                break;
            case ApiSurface.Completions:
                Read<CompletionShape>(ref json, pieces, ref fields);
                break;
            case ApiSurface.Messages or ApiSurface.CountTokens:
                Read<MessagesShape>(ref json, pieces, ref fields);
                break;
            case ApiSurface.Responses:
                Read<ResponsesShape>(ref json, pieces, ref fields);
                break;
            case ApiSurface.Embeddings:
                Read<EmbeddingsShape>(ref json, pieces, ref fields);
                break;
            case ApiSurface.Rerank:
                Read<RerankShape>(ref json, pieces, ref fields);
                break;
            case ApiSurface.Tokenize:
                Read<TokenizeShape>(ref json, pieces, ref fields);
                break;
            case ApiSurface.Other:
                Read<OtherShape>(ref json, pieces, ref fields);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(surface), surface, "A surface without a shape.");
        }
    }

    /// <summary>Chat templates print these before the messages, wherever they stand in the body.</summary>
    private static void LeadByTemplate(PromptPieces pieces, in RequestFields fields)
    {
        pieces.Lead(fields.Tools);
        pieces.Lead(fields.Functions);
        pieces.Lead(fields.System);
        pieces.Lead(fields.Instructions);
    }

    private static void Read<TShape>(ref JsonCursor json, PromptPieces pieces, ref RequestFields fields)
        where TShape : struct, IBodyShape
    {
        json.Next();
        json.EnterObject();
        while (json.NextKey(out var key))
            TShape.ReadField(ref json, pieces, key, ref fields);
        json.ExpectEnd();
        TShape.Complete(ref json, pieces, ref fields);
        LeadByTemplate(pieces, fields);
    }
}
