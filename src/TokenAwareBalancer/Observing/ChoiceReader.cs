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
                read.HasContent |= ReadHasItems(ref reader);
            else if (name.SequenceEqual("finish_reason"u8))
                isFinished = ReadHasItems(ref reader);
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
            if (IsText(name))
                hasContent |= ReadHasItems(ref reader);
            else if (name.SequenceEqual("tool_calls"u8) || name.SequenceEqual("function_call"u8))
                hasContent |= ReadHasCall(ref reader);
            else
                reader.Skip();
        }

        return hasContent;
    }

    private static bool IsText(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("content"u8) || name.SequenceEqual("reasoning_content"u8) ||
        name.SequenceEqual("reasoning"u8) || name.SequenceEqual("refusal"u8);

    /// <summary>A text that is not empty; some engines stream content as a list of parts.</summary>
    private static bool ReadHasItems(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            var isText = reader.TokenType == JsonTokenType.String && !reader.ValueSpan.IsEmpty;
            reader.Skip();
            return isText;
        }

        var hasItems = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            hasItems = true;
            reader.Skip();
        }

        return hasItems;
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
