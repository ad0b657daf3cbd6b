using System.Text.Json;

namespace TokenAwareBalancer.Observing;

/// <summary>Reads a <c>usage</c> object of any of the APIs; they are told apart by their fields.</summary>
internal static class UsageReader
{
    /// <summary>No answer takes so many; a larger number is garbage, and would overflow when added up.</summary>
    internal const long MaxTokens = 1L << 40;

    /// <summary>Reads a whole object; nothing is taken from a malformed one.</summary>
    public static bool TryRead(ReadOnlySpan<byte> json, ref UsageFields usage)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            var read = default(UsageFields);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            Read(ref reader, ref read);
            usage.Merge(read);
            return read.HasAny;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Reads from the object's start to its end.</summary>
    /// <exception cref="JsonException">The JSON is malformed.</exception>
    public static void Read(ref Utf8JsonReader reader, ref UsageFields usage)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            ReadField(ref reader, ref usage);
    }

    private static void ReadField(ref Utf8JsonReader reader, ref UsageFields usage)
    {
        var name = reader.ValueSpan;
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number)
            ReadCount(name, ref reader, ref usage);
        else if (reader.TokenType == JsonTokenType.StartObject && IsDetails(name))
            Read(ref reader, ref usage);
        else
            reader.Skip();
    }

    private static bool IsDetails(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("prompt_tokens_details"u8) || name.SequenceEqual("input_tokens_details"u8);

    private static void ReadCount(ReadOnlySpan<byte> name, ref Utf8JsonReader reader, ref UsageFields usage)
    {
        if (!reader.TryGetInt64(out var tokens) || tokens is < 0 or > MaxTokens)
            return;

        if (name.SequenceEqual("prompt_tokens"u8))
            usage.PromptTokens = tokens;
        else if (name.SequenceEqual("completion_tokens"u8) || name.SequenceEqual("output_tokens"u8))
            usage.OutputTokens = tokens;
        else if (name.SequenceEqual("total_tokens"u8))
            usage.TotalTokens = tokens;
        else if (name.SequenceEqual("cached_tokens"u8))
            usage.CachedTokens = tokens;
        else if (name.SequenceEqual("input_tokens"u8))
            usage.InputTokens = tokens;
        else if (name.SequenceEqual("cache_read_input_tokens"u8))
            usage.CacheReadTokens = tokens;
        else if (name.SequenceEqual("cache_creation_input_tokens"u8))
            usage.CacheCreationTokens = tokens;
    }
}
