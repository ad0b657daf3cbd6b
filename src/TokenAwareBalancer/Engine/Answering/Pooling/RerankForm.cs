using System.Buffers;
using System.Text.Json;

namespace TokenAwareBalancer.Engine.Answering.Pooling;

/// <summary>Answers of <c>/v1/rerank</c>: the best documents, by scores that the texts alone decide.</summary>
internal sealed class RerankForm : IAnswerForm
{
    private readonly string _query;
    private readonly string[] _documents;

    public RerankForm(string query, string[] documents)
    {
        _query = query;
        _documents = documents;
    }

    /// <summary>How many of the documents are told of, the best ones.</summary>
    public required int Results { get; init; }

    public required bool ReturnsDocuments { get; init; }

    public void WriteWhole(IBufferWriter<byte> output, EngineAnswer answer)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("id", $"rerank-{answer.Id}");
        json.WriteString("model", answer.Model);
        OpenAIJson.WritePromptUsage(json, answer);
        json.WriteStartArray("results");
        foreach (var (index, score) in Rank().Take(Results))
            WriteResult(json, index, score);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private IEnumerable<(int Index, double Score)> Rank()
    {
        var queryHash = TextHash.Compute(_query);
        return _documents
            .Select((document, index) => (Index: index, Score: Score(queryHash, document)))
            .OrderByDescending(static result => result.Score);
    }

    /// <summary>From 0 to 1.</summary>
    private static double Score(ulong queryHash, string document)
    {
        var pair = unchecked(SeededRandom.Mix(queryHash) + TextHash.Compute(document));
        return new SeededRandom(seed: 0, unchecked((long)pair)).NextDouble();
    }

    private void WriteResult(Utf8JsonWriter json, int index, double score)
    {
        json.WriteStartObject();
        json.WriteNumber("index", index);
        if (ReturnsDocuments)
        {
            json.WriteStartObject("document");
            json.WriteString("text", _documents[index]);
            json.WriteEndObject();
        }
        json.WriteNumber("relevance_score", score);
        json.WriteEndObject();
    }
}
