using System.Text.Json;

namespace TokenAwareBalancer.Engine.Answering.Counting;

/// <summary>Lists as many token ids as were counted; which ids they are means nothing.</summary>
/// <remarks>Nothing here cuts text into tokens: without a tokenizer they are bytes divided by four.</remarks>
internal static class TokenIds
{
    /// <summary>About that of Llama 3.</summary>
    private const int VocabularySize = 128_000;

    public static void Write(Utf8JsonWriter json, int count)
    {
        json.WriteStartArray("tokens");
        for (var i = 0; i < count; i++)
            json.WriteNumberValue(SeededRandom.Mix((ulong)i) % VocabularySize);
        json.WriteEndArray();
    }
}
