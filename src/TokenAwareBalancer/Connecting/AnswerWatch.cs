namespace TokenAwareBalancer.Connecting;

/// <summary>Notes whether any byte came back over the connection that carried a request.</summary>
/// <remarks>
/// An HTTP client says the same of a connection that died before an answer and of one that died within its first line.
/// Only the first may be sent again. The watch travels with the task that sends the request, and the connection takes
/// it up when that task writes to it. Set by the reader of the connection, read after the request has ended.
/// </remarks>
internal sealed class AnswerWatch
{
    private static readonly AsyncLocal<AnswerWatch?> Ambient = new();

    private volatile bool _hasByte;

    /// <summary>The watch of the request that the current task sends; null outside of one.</summary>
    public static AnswerWatch? Current => Ambient.Value;

    public bool HasByte => _hasByte;

    /// <summary>Begins to watch for the request that the current task is about to send.</summary>
    public static AnswerWatch Begin() => Ambient.Value = new AnswerWatch();

    public void OnBytes() => _hasByte = true;
}
