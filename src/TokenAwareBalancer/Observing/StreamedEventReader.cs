using System.Text.Json;

namespace TokenAwareBalancer.Observing;

/// <summary>Reads the data of one event, of any of the APIs; they are told apart by their fields.</summary>
/// <remarks>
/// OpenAI chunks have <c>choices</c>; Anthropic and Responses events have a <c>type</c>. Names are compared as bytes:
/// no engine escapes letters in them. Malformed JSON says nothing.
/// </remarks>
internal static class StreamedEventReader
{
    public static StreamedEvent Read(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
            return default;
        if (data.SequenceEqual("[DONE]"u8))
            return new StreamedEvent { IsEnd = true };

        try
        {
            return ReadJson(data);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static StreamedEvent ReadJson(ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data);
        var read = default(StreamedEvent);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return read;

        var type = default(ReadOnlySpan<byte>);
        var hasDelta = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (name.SequenceEqual("choices"u8))
                ChoiceReader.ReadAll(ref reader, ref read);
            else if (name.SequenceEqual("type"u8) && reader.TokenType == JsonTokenType.String)
                type = reader.ValueSpan;
            else if (name.SequenceEqual("delta"u8))
                hasDelta = ReadDelta(ref reader);
            else
                ReadOther(name, ref reader, ref read);
        }

        ApplyType(type, hasDelta, ref read);
        return read;
    }

    private static void ReadOther(ReadOnlySpan<byte> name, ref Utf8JsonReader reader, ref StreamedEvent read)
    {
        if (name.SequenceEqual("usage"u8) && reader.TokenType == JsonTokenType.StartObject)
        {
            read.HasTopLevelUsage = true;
            UsageReader.Read(ref reader, ref read.Usage);
        }
        else if (name.SequenceEqual("timings"u8) && reader.TokenType == JsonTokenType.StartObject)
        {
            TimingsReader.Read(ref reader, ref read.Usage);
        }
        else if (name.SequenceEqual("message"u8) || name.SequenceEqual("response"u8))
        {
            ReadNestedUsage(ref reader, ref read.Usage);
        }
        else if (name.SequenceEqual("sequence_number"u8) && reader.TokenType == JsonTokenType.Number)
        {
            read.SequenceNumber = reader.TryGetInt64(out var number) ? number : null;
        }
        else
        {
            read.IsError |= IsError(name, in reader);
            reader.Skip();
        }
    }

    /// <summary>vLLM has sent failures both as an <c>error</c> and as an <c>object</c> that is one.</summary>
    private static bool IsError(ReadOnlySpan<byte> name, in Utf8JsonReader reader) =>
        (name.SequenceEqual("error"u8) && reader.TokenType != JsonTokenType.Null) ||
        (name.SequenceEqual("object"u8) && reader.ValueSpan.SequenceEqual("error"u8));

    /// <summary>Anthropic's delta is an object, that of Responses a string.</summary>
    private static bool ReadDelta(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
            return !reader.ValueSpan.IsEmpty;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return false;
        }

        var hasText = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isText = IsAnthropicText(reader.ValueSpan);
            reader.Read();
            hasText |= isText && reader.TokenType == JsonTokenType.String && !reader.ValueSpan.IsEmpty;
            reader.Skip();
        }

        return hasText;
    }

    private static bool IsAnthropicText(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("text"u8) || name.SequenceEqual("thinking"u8) || name.SequenceEqual("partial_json"u8);

    private static void ReadNestedUsage(ref Utf8JsonReader reader, ref UsageFields usage)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isUsage = reader.ValueSpan.SequenceEqual("usage"u8);
            reader.Read();
            if (isUsage && reader.TokenType == JsonTokenType.StartObject)
                UsageReader.Read(ref reader, ref usage);
            else
                reader.Skip();
        }
    }

    private static void ApplyType(ReadOnlySpan<byte> type, bool hasDelta, ref StreamedEvent read)
    {
        if (type.IsEmpty)
            return;

        read.HasContent |= hasDelta && (type.SequenceEqual("content_block_delta"u8) || type.EndsWith(".delta"u8));
        read.IsError |= type.SequenceEqual("error"u8) || type.SequenceEqual("response.failed"u8);
        read.IsEnd |= type.SequenceEqual("message_stop"u8) || IsResponsesEnd(type);
        // The output it names there is a placeholder, from before the first token.
        if (type.SequenceEqual("message_start"u8))
            read.Usage.OutputTokens = null;
    }

    private static bool IsResponsesEnd(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("response.completed"u8) || type.SequenceEqual("response.incomplete"u8);
}
