using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace TokenAwareBalancer.Engine.Answering.Pooling;

/// <summary>Answers of <c>/v1/embeddings</c>: a vector for each input.</summary>
internal sealed class EmbeddingsForm : IAnswerForm
{
    private readonly ulong[] _inputHashes;
    private readonly int _dimensions;
    private readonly bool _isBase64;

    public EmbeddingsForm(ulong[] inputHashes, int dimensions, bool isBase64)
    {
        _inputHashes = inputHashes;
        _dimensions = dimensions;
        _isBase64 = isBase64;
    }

    public void WriteWhole(IBufferWriter<byte> output, EngineAnswer answer)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        OpenAIJson.WriteHead(json, "embd-", "list", answer);
        json.WriteStartArray("data");
        for (var i = 0; i < _inputHashes.Length; i++)
            WriteEmbedding(json, i);
        json.WriteEndArray();
        OpenAIJson.WritePromptUsage(json, answer);
        json.WriteEndObject();
    }

    private void WriteEmbedding(Utf8JsonWriter json, int index)
    {
        json.WriteStartObject();
        json.WriteString("object", "embedding");
        json.WriteNumber("index", index);
        json.WritePropertyName("embedding");
        WriteVector(json, EmbeddingVector.Create(_inputHashes[index], _dimensions));
        json.WriteEndObject();
    }

    private void WriteVector(Utf8JsonWriter json, float[] vector)
    {
        if (_isBase64)
        {
            // OpenAI's clients read little-endian single floats, which is how they lie in memory here.
            json.WriteBase64StringValue(MemoryMarshal.AsBytes<float>(vector));
            return;
        }
        json.WriteStartArray();
        foreach (var part in vector)
            json.WriteNumberValue(part);
        json.WriteEndArray();
    }
}
