using System.Buffers;

namespace TokenAwareBalancer.Engine.Answering;

/// <summary>Writes one answer as server-sent events.</summary>
internal interface IAnswerStream
{
    /// <summary>What comes before any token.</summary>
    void WriteStart(IBufferWriter<byte> output);

    /// <summary>One event for each choice that has such a token, and the end of those whose last it is.</summary>
    /// <param name="output">Gets the events.</param>
    /// <param name="ordinal">Counted from 1.</param>
    void WriteToken(IBufferWriter<byte> output, int ordinal);

    /// <summary>What comes after all tokens.</summary>
    void WriteEnd(IBufferWriter<byte> output);
}
