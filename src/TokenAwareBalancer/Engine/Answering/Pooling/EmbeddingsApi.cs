using System.Buffers;
using System.Text.Json;
using TokenAwareBalancer.Engine.Requests;

namespace TokenAwareBalancer.Engine.Answering.Pooling;

/// <summary>OpenAI's <c>POST /v1/embeddings</c>, in vLLM's shapes.</summary>
internal sealed class EmbeddingsApi : IAnswerApi
{
    /// <summary>As many as BAAI/bge-m3 has.</summary>
    private const int DefaultDimensions = 1024;

    /// <summary>As many as Qwen3-Embedding-8B has, the largest of the usual models.</summary>
    private const int MostDimensions = 4096;

    /// <summary>OpenAI's limit; without one, a body of a few megabytes would be answered with gigabytes.</summary>
    private const int MostInputs = 2048;

    public EngineRequest Read(JsonElement body, PromptTokens tokens)
    {
        var inputs = PromptReader.AddPrompts(body, "input", tokens);
        if (inputs.Length > MostInputs)
            throw new MalformedRequestException($"input: Input should be a list of {MostInputs} at most");
        return new EngineRequest
        {
            Form = new EmbeddingsForm(Array.ConvertAll(inputs, Hash), ReadDimensions(body), ReadIsBase64(body)),
            Model = RequestFields.ReadModel(body),
            PromptTokens = tokens.Total,
            Choices = 0,
        };
    }

    public void WriteError(IBufferWriter<byte> output, int status, string message) =>
        OpenAIJson.WriteError(output, status, message);

    private static int ReadDimensions(JsonElement body)
    {
        var dimensions = RequestFields.ReadPositive(body, "dimensions") ?? DefaultDimensions;
        return dimensions <= MostDimensions
            ? dimensions
            : throw new MalformedRequestException($"dimensions: Input should be {MostDimensions} at most");
    }

    private static bool ReadIsBase64(JsonElement body) => RequestFields.Find(body, "encoding_format") switch
    {
        null => false,
        { ValueKind: JsonValueKind.String } format when format.ValueEquals("float") => false,
        { ValueKind: JsonValueKind.String } format when format.ValueEquals("base64") => true,
        _ => throw new MalformedRequestException("encoding_format: Input should be 'float' or 'base64'"),
    };

    private static ulong Hash(JsonElement input) => TextHash.Compute(
        input.ValueKind == JsonValueKind.String
            ? input.GetString()!
            : string.Join(',', input.EnumerateArray().Select(static id => id.GetRawText())));
}
