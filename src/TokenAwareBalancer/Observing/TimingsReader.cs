using System.Text.Json;

namespace TokenAwareBalancer.Observing;

/// <summary>
/// Reads the <c>timings</c> that llama.cpp ends its streams with, also where no <c>usage</c> was asked for.
/// </summary>
internal static class TimingsReader
{
    /// <summary>Reads from the object's start to its end; what <c>usage</c> has said counts more.</summary>
    /// <exception cref="JsonException">The JSON is malformed.</exception>
    public static void Read(ref Utf8JsonReader reader, ref UsageFields usage)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (reader.TokenType == JsonTokenType.Number)
                ReadCount(name, reader, ref usage);
            else
                reader.Skip();
        }
    }

    private static void ReadCount(ReadOnlySpan<byte> name, in Utf8JsonReader reader, ref UsageFields usage)
    {
        if (!reader.TryGetInt64(out var tokens) || tokens is < 0 or > UsageReader.MaxTokens)
            return;
        if (name.SequenceEqual("cache_n"u8))
            usage.CachedTokens ??= tokens;
        else if (name.SequenceEqual("prompt_n"u8))
            usage.ComputedTokens = tokens;
        else if (name.SequenceEqual("predicted_n"u8))
            usage.OutputTokens ??= tokens;
    }
}
