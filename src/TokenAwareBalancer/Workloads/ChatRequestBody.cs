using System.Text.Json;

namespace TokenAwareBalancer.Workloads;

/// <summary>Writes a chat completion request of known size.</summary>
internal static class ChatRequestBody
{
    /// <param name="model">The model's name.</param>
    /// <param name="promptTokens">The text's tokens; see <see cref="PromptText"/>.</param>
    /// <param name="answerTokens">
    /// The exact length of the answer, so that a request costs the same whichever engine gets it; null leaves it to
    /// the engine.
    /// </param>
    /// <param name="isStreaming">Whether to ask for a stream.</param>
    public static byte[] Create(string model, int promptTokens, int? answerTokens, bool isStreaming)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("model", model);
            json.WriteBoolean("stream", isStreaming);
            if (answerTokens is { } tokens)
            {
                json.WriteNumber("max_tokens", tokens);
                json.WriteBoolean("ignore_eos", true);
            }
            WriteMessages(json, PromptText.OfTokens(promptTokens));
            json.WriteEndObject();
        }
        return body.ToArray();
    }

    private static void WriteMessages(Utf8JsonWriter json, string prompt)
    {
        json.WriteStartArray("messages");
        json.WriteStartObject();
        json.WriteString("role", "user");
        json.WriteString("content", prompt);
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
