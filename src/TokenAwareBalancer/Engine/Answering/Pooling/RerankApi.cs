using System.Buffers;
using System.Text.Json;
using TokenAwareBalancer.Engine.Requests;

namespace TokenAwareBalancer.Engine.Answering.Pooling;

/// <summary>Jina's and Cohere's <c>POST /v1/rerank</c>, as vLLM answers it.</summary>
/// <remarks>Each document is computed together with the query, so the query counts once for each of them.</remarks>
internal sealed class RerankApi : IAnswerApi
{
    public EngineRequest Read(JsonElement body, PromptTokens tokens)
    {
        var query = RequestFields.RequireString(body, "query");
        var documents = ReadDocuments(RequestFields.Require(body, "documents"));
        foreach (var document in documents)
        {
            tokens.Add(query);
            tokens.Add(document);
        }
        // vLLM's default for top_n is 0, which is all; and it always returns the documents.
        var results = RequestFields.ReadInteger(body, "top_n", least: 0) is > 0 and var topN ? topN : documents.Length;
        return new EngineRequest
        {
            Form = new RerankForm(query, documents)
            {
                Results = Math.Min(results, documents.Length),
                ReturnsDocuments = RequestFields.Find(body, "return_documents") is null
                    || RequestFields.ReadBoolean(body, "return_documents"),
            },
            Model = RequestFields.ReadModel(body),
            PromptTokens = tokens.Total,
            Choices = 0,
        };
    }

    public void WriteError(IBufferWriter<byte> output, int status, string message) =>
        OpenAIJson.WriteError(output, status, message);

    private static string[] ReadDocuments(JsonElement documents) =>
        documents.ValueKind == JsonValueKind.Array && documents.GetArrayLength() > 0
            ? [.. documents.EnumerateArray().Select(ReadDocument)]
            : throw new MalformedRequestException("documents: Input should be a list with at least one document");

    private static string ReadDocument(JsonElement document)
    {
        var text = document.ValueKind == JsonValueKind.Object ? RequestFields.Find(document, "text") : document;
        return text is { ValueKind: JsonValueKind.String } found
            ? found.GetString()!
            : throw new MalformedRequestException("documents: Input should be strings or objects with a text");
    }
}
