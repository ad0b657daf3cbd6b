using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace TokenAwareBalancer.Engine.Answering.Completions;

/// <summary>Streams of both OpenAI APIs: the same events around different choices.</summary>
/// <remarks>
/// A token costs a few copies: what does not change in an answer's chunks is encoded once, in the constructor.
/// </remarks>
internal abstract class OpenAIStream : IAnswerStream
{
    private readonly byte[] _head;

    protected OpenAIStream(string idPrefix, string type, EngineAnswer answer)
    {
        Answer = answer;
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            data: {"id":"{{idPrefix}}{{answer.Id}}","object":"{{type}}","created":{{answer.CreatedUnixSeconds}},
            """);
        _head = Encoding.UTF8.GetBytes($"{head}\"model\":\"{answer.Model.Value}\",\"choices\":[");
    }

    protected EngineAnswer Answer { get; }

    public abstract void WriteStart(IBufferWriter<byte> output);

    public void WriteToken(IBufferWriter<byte> output, int ordinal)
    {
        for (var i = 0; i < Answer.Choices.Count; i++)
        {
            var choice = Answer.Choices[i];
            if (ordinal > choice.Tokens)
                continue;
            if (ordinal == 1)
                WriteOpening(output, i);
            WriteChunk(output, i, Answer.GetToken(i, ordinal));
            if (ordinal == choice.Tokens)
                WriteFinish(output, i, OpenAIJson.GetFinishReason(Answer, i));
        }
    }

    public void WriteEnd(IBufferWriter<byte> output)
    {
        if (Answer.Request.IncludesUsage)
            WriteUsageChunk(output);
        output.Write("data: [DONE]\n\n"u8);
    }

    /// <summary>What comes before a choice's first token, and not before it is there.</summary>
    protected virtual void WriteOpening(IBufferWriter<byte> output, int choice)
    {
    }

    protected abstract void WriteChunk(IBufferWriter<byte> output, int choice, ReadOnlySpan<byte> word);

    protected abstract void WriteFinish(IBufferWriter<byte> output, int choice, string reason);

    /// <summary>Writes an event of one choice: its index, then its other fields.</summary>
    protected void WriteEvent(
        IBufferWriter<byte> output,
        int choice,
        ReadOnlySpan<byte> before,
        ReadOnlySpan<byte> text,
        ReadOnlySpan<byte> after)
    {
        output.Write(_head);
        output.Write("{\"index\":"u8);
        Span<byte> digits = stackalloc byte[11];
        choice.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        output.Write(digits[..length]);
        output.Write(before);
        output.Write(text);
        output.Write(after);
        output.Write("}]}\n\n"u8);
    }

    private void WriteUsageChunk(IBufferWriter<byte> output)
    {
        output.Write(_head);
        output.Write("],"u8);
        var usage = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(usage))
        {
            json.WriteStartObject();
            OpenAIJson.WriteUsage(json, Answer);
            json.WriteEndObject();
        }
        output.Write(usage.WrittenSpan[1..]);
        output.Write("\n\n"u8);
    }
}
