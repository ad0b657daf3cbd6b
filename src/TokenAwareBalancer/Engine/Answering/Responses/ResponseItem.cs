using System.Buffers;
using System.Text.Json;

namespace TokenAwareBalancer.Engine.Answering.Responses;

/// <summary>The one output item of a response: a message, or a function call.</summary>
internal abstract class ResponseItem
{
    protected ResponseItem(EngineAnswer answer) => Answer = answer;

    /// <summary>Its own and the response's; the same, as there is one item.</summary>
    public string EndStatus => Answer.Choices[0].IsCapped ? "incomplete" : "completed";

    public abstract string Id { get; }

    /// <summary>The type of the events that bring its tokens.</summary>
    public abstract string DeltaEvent { get; }

    /// <summary>What each of those has besides its type, the item and the delta: empty, or JSON fields.</summary>
    public abstract string DeltaFields { get; }

    protected EngineAnswer Answer { get; }

    public static ResponseItem Create(EngineAnswer answer) => answer.ToolCall is { } call
        ? new FunctionCallItem(answer, call)
        : new MessageItem(answer);

    /// <summary>The item as it is added, without content.</summary>
    public abstract void WriteBegun(Utf8JsonWriter json);

    public abstract void WriteEnded(Utf8JsonWriter json);

    /// <summary>The events between the item's own and its first token.</summary>
    public abstract void WriteOpening(IBufferWriter<byte> output, ResponseEvents events);

    /// <summary>The events between the last token and the item's own end.</summary>
    public abstract void WriteClosing(IBufferWriter<byte> output, ResponseEvents events);
}
