using System.Buffers;

namespace TokenAwareBalancer.Observing;

/// <summary>What a stream brought before its first content, kept until that comes.</summary>
/// <remarks>
/// As long as the client has seen nothing, another backend can answer in place of one that stalls or breaks off after
/// its headers and its opening event. What is kept is small: a role, a comment that keeps the connection alive. A
/// backend that sends more than that without any content is let through; and so is one whose next sign of life comes
/// after ten seconds, because whatever stands between it and the client may give up a connection that is silent.
/// </remarks>
internal sealed class HeldBeginning
{
    private const int MaxBytes = 64 * 1024;

    /// <summary>Well below the shortest idle limits in use, those of 30 s.</summary>
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(10);

    // Not from the pool: when an answer is aborted, a write of it may still be under way.
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly TimeProvider _time;
    private readonly long _startTimestamp;

    public HeldBeginning(TimeProvider time)
    {
        _time = time;
        _startTimestamp = time.GetTimestamp();
    }

    public ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

    public void Append(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    /// <summary>Whether there is nothing more to wait for.</summary>
    public bool IsOver(AnswerObserver answer) =>
        answer.HasContent || answer.HasFinished || answer.HasReportedError || _bytes.WrittenCount > MaxBytes
        || _time.GetElapsedTime(_startTimestamp) > LongestHold;
}
