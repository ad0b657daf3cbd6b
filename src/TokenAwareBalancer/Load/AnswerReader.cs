using System.Buffers;
using TokenAwareBalancer.Observing;

namespace TokenAwareBalancer.Load;

/// <summary>Reads one answer to its end and notes when what came. Single reader.</summary>
/// <remarks>
/// What is content is decided by the reader that the balancer observes with. All that one read brings came at the same
/// moment, as far as a client can tell: the gaps between such events are zero.
/// </remarks>
internal sealed class AnswerReader : IAnswerListener
{
    private const int ReadBytes = 16 * 1024;

    private readonly AnswerObserver _observer;
    private readonly TimeProvider _time;
    private readonly long _dueTimestamp;
    private List<TimeSpan>? _gaps;
    private TimeSpan _read;
    private bool _hasBytes;

    /// <param name="format">From the answer's headers.</param>
    /// <param name="time">The clock to measure by.</param>
    /// <param name="dueTimestamp">Where times begin.</param>
    public AnswerReader(AnswerFormat format, TimeProvider time, long dueTimestamp)
    {
        _observer = new AnswerObserver(format, this);
        _time = time;
        _dueTimestamp = dueTimestamp;
    }

    public TimeSpan FirstToken { get; private set; }

    public TimeSpan LastToken { get; private set; }

    public TimeSpan LongestGap { get; private set; }

    public int ContentEvents { get; private set; }

    public long? UsageOutputTokens { get; private set; }

    /// <summary>Between the events with content, in their order.</summary>
    public IReadOnlyList<TimeSpan> Gaps => _gaps ?? [];

    /// <summary>Reads until the answer ends.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public async Task ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ReadBytes);
        try
        {
            while (await body.ReadAsync(buffer, cancellationToken) is > 0 and var readBytes)
            {
                _read = _time.GetElapsedTime(_dueTimestamp);
                _hasBytes = true;
                _observer.Observe(buffer.AsSpan(0, readBytes));
            }
        }
        finally
        {
            _observer.ReleaseHeld();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>What an answer is worth that ended without the connection breaking.</summary>
    /// <param name="generates">Whether it should have output tokens, which an embedding has not.</param>
    public AnswerEnd Judge(bool generates) => _observer.Format switch
    {
        _ when _observer.HasReportedError => AnswerEnd.InBandError,
        _ when !_hasBytes || (generates && UsageOutputTokens == 0) => AnswerEnd.Empty,
        AnswerFormat.Opaque => AnswerEnd.Complete,
        _ when !_observer.HasFinished => AnswerEnd.NoEndMark,
        AnswerFormat.EventStream when ContentEvents == 0 => AnswerEnd.Empty,
        _ => AnswerEnd.Complete,
    };

    void IAnswerListener.OnBytes()
    {
    }

    void IAnswerListener.OnContent(int contentEvents)
    {
        if (ContentEvents == 0)
            FirstToken = _read;
        else
            NoteGap(_read - LastToken);
        for (var i = 1; i < contentEvents; i++)
            NoteGap(TimeSpan.Zero);
        LastToken = _read;
        ContentEvents += contentEvents;
    }

    void IAnswerListener.OnUsage(in TokenUsage usage) => UsageOutputTokens = usage.OutputTokens ?? UsageOutputTokens;

    private void NoteGap(TimeSpan gap)
    {
        (_gaps ??= []).Add(gap);
        LongestGap = gap > LongestGap ? gap : LongestGap;
    }
}
