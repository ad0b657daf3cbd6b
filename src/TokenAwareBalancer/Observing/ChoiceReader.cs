using System.Text.Json;

namespace TokenAwareBalancer.Observing;

/// <summary>Reads the <c>choices</c> of an OpenAI chunk, chat or completion.</summary>
internal static class ChoiceReader
{
    /// <summary>One bit each; what lies beyond shares the last.</summary>
    private const long MaxIndex = 63;

    public static void ReadAll(ref Utf8JsonReader reader, ref StreamedEvent read)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        read.HasEmptyChoices = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            read.HasEmptyChoices = false;
            if (reader.TokenType == JsonTokenType.StartObject)
                ReadChoice(ref reader, ref read);
            else
                reader.Skip();
        }
    }

    private static void ReadChoice(ref Utf8JsonReader reader, ref StreamedEvent read)
    {
        var index = 0L;
        var isFinished = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (name.SequenceEqual("delta"u8))
                read.HasContent |= ReadDelta(ref reader);
            else if (name.SequenceEqual("text"u8))
                read.HasContent |= ReadHasValue(ref reader);
            else if (name.SequenceEqual("finish_reason"u8))
                isFinished = ReadHasValue(ref reader);
            else if (name.SequenceEqual("index"u8) && reader.TokenType == JsonTokenType.Number)
                _ = reader.TryGetInt64(out index);
            else
                reader.Skip();
        }

        var bit = 1UL << (int)Math.Clamp(index, 0, MaxIndex);
        read.ChoicesSeen |= bit;
        read.ChoicesFinished |= isFinished ? bit : 0;
    }

    private static bool ReadDelta(ref Utf8JsonReader reader)
    {
        var hasContent = false;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return hasContent;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (name.SequenceEqual("tool_calls"u8) || name.SequenceEqual("function_call"u8))
                hasContent |= ReadHasCall(ref reader);
            else if (IsLabel(name))
                reader.Skip();
            else
                hasContent |= ReadHasValue(ref reader);
        }

        return hasContent;
    }

    /// <summary>
    /// What a delta may say without any content. Everything else that is not empty is generated: content, reasoning and
    /// refusal under the names that engines have for them, audio, and what they will think of next. A stream that flows
    /// must not be taken for one that has not begun.
    /// </summary>
    private static bool IsLabel(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("role"u8) || name.SequenceEqual("name"u8) || name.SequenceEqual("id"u8) ||
        name.SequenceEqual("type"u8);

    /// <summary>A text, list or object that is not empty; some engines stream content as a list of parts.</summary>
    private static bool ReadHasValue(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject))
            return reader.TokenType == JsonTokenType.String && !reader.ValueSpan.IsEmpty;
        var depth = reader.CurrentDepth;
        var hasValue = false;
        while (reader.Read() && reader.CurrentDepth > depth)
            hasValue = true;
        return hasValue;
    }

    /// <summary>Looks for a name or arguments anywhere in the calls: engines nest them differently.</summary>
    private static bool ReadHasCall(ref Utf8JsonReader reader)
    {
        var hasCall = false;
        if (reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject))
            return hasCall;

        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.PropertyName && IsCall(reader.ValueSpan))
            {
                reader.Read();
                hasCall |= reader.TokenType == JsonTokenType.String && !reader.ValueSpan.IsEmpty;
            }
        }

        return hasCall;
    }

    private static bool IsCall(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("name"u8) || name.SequenceEqual("arguments"u8);
}
