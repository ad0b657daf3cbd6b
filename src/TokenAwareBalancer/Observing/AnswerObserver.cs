namespace TokenAwareBalancer.Observing;

/// <summary>
/// Watches the bytes of one answer go by and tells a listener what they mean. One per try; not thread-safe.
/// </summary>
/// <remarks>
/// Whatever the bytes are, and whatever the listener throws, observing never fails a request: what cannot be read is
/// not reported, and a listener that throws is not called again. Nothing is allocated per event.
/// </remarks>
internal sealed class AnswerObserver
{
    private readonly EventSplitter _splitter = new();
    private readonly JsonUsageScanner? _scanner;
    private IAnswerListener? _listener;
    private PooledBuffer _joinedData;
    private UsageFields _usage;
    private bool _hasEnded;
    private ulong _choicesSeen;
    private ulong _choicesFinished;
    private int _unreportedContentEvents;

    public AnswerObserver(AnswerFormat format, IAnswerListener listener)
    {
        Format = format;
        _listener = listener;
        _scanner = format == AnswerFormat.Json ? new JsonUsageScanner() : null;
    }

    public AnswerFormat Format { get; }

    /// <summary>The stream stands in the middle of an event: bytes of it have passed, its blank line has not.</summary>
    public bool IsInsideEvent => _splitter.IsInsideEvent;

    /// <summary>
    /// A terminal event has passed: <c>[DONE]</c>, <c>message_stop</c>, a finish reason for every choice seen, the end
    /// of a JSON answer. Always false for an opaque answer, and after an error: vLLM says <c>[DONE]</c> then, too.
    /// </summary>
    public bool HasFinished { get; private set; }

    /// <summary>Content has passed.</summary>
    public bool HasContent { get; private set; }

    /// <summary>The engine reported a failure in the stream: the client knows, and need not be told again.</summary>
    public bool HasReportedError { get; private set; }

    /// <summary>The number that the next event of a Responses stream would have.</summary>
    public long NextSequenceNumber { get; private set; }

    /// <summary>The listener threw, and is not told anything any more.</summary>
    public bool HasListenerFailed => _listener is null;

    /// <summary>The start of an event that is not whole yet, unseen by a filter. Valid until the next call.</summary>
    public ReadOnlySpan<byte> HeldBytes => _splitter.HeldBytes;

    public void Observe(ReadOnlySpan<byte> bytes) => Observe(bytes, filter: null);

    /// <summary>Observes an event stream and hands each piece of it to <paramref name="filter"/>.</summary>
    public void Observe(ReadOnlySpan<byte> bytes, UsageEventFilter? filter)
    {
        ReportBytes();
        if (Format == AnswerFormat.EventStream)
            ObserveEvents(bytes, filter);
        else if (_scanner is not null)
            ObserveJson(_scanner, bytes);
    }

    /// <summary>Forgets the start of an event that never became whole, and gives its memory back.</summary>
    public void ReleaseHeld() => _splitter.ReleaseHeld();

    private void ObserveEvents(ReadOnlySpan<byte> bytes, UsageEventFilter? filter)
    {
        while (_splitter.Next(ref bytes, out var piece) is var kind && kind != EventPiece.None)
        {
            var isUsageOnly = kind == EventPiece.Event && ObserveEvent(piece);
            filter?.Accept(kind, piece, isUsageOnly);
        }

        if (_unreportedContentEvents > 0)
            Report(hasUsage: false);
    }

    private bool ObserveEvent(ReadOnlySpan<byte> eventBytes)
    {
        var read = StreamedEventReader.Read(EventData.Of(eventBytes, ref _joinedData));
        _joinedData.Return();

        HasReportedError |= read.IsError;
        _unreportedContentEvents += read.HasContent ? 1 : 0;
        HasContent |= read.HasContent;
        NoteFinish(read);
        if (read.SequenceNumber is >= 0 and < long.MaxValue)
            NextSequenceNumber = read.SequenceNumber.Value + 1;
        if (read.Usage.HasAny)
        {
            _usage.Merge(read.Usage);
            Report(hasUsage: true);
        }

        return read.IsUsageOnly;
    }

    /// <remarks>
    /// With several choices (<c>n</c>) it ends when all that have begun have a finish reason, as far as is known then.
    /// </remarks>
    private void NoteFinish(in StreamedEvent read)
    {
        _choicesSeen |= read.ChoicesSeen;
        _choicesFinished |= read.ChoicesFinished;
        _hasEnded |= read.IsEnd && !HasReportedError;
        // A choice that begins after the others have finished undoes it: the answer goes on.
        var areChoicesFinished = _choicesFinished != 0 && _choicesFinished == _choicesSeen;
        HasFinished = _hasEnded || (areChoicesFinished && !HasReportedError);
    }

    private void ObserveJson(JsonUsageScanner scanner, ReadOnlySpan<byte> bytes)
    {
        var hadUsage = scanner.HasUsage;
        scanner.Scan(bytes);
        HasFinished |= scanner.IsComplete;
        if (scanner.HasUsage && !hadUsage)
            Report(hasUsage: true);
    }

    private void ReportBytes()
    {
        try
        {
            _listener?.OnBytes();
        }
        catch (Exception)
        {
            _listener = null;
        }
    }

    /// <summary>Tells the listener in the order in which things happened: content, then usage.</summary>
    private void Report(bool hasUsage)
    {
        var contentEvents = _unreportedContentEvents;
        _unreportedContentEvents = 0;
        try
        {
            if (contentEvents > 0)
                _listener?.OnContent(contentEvents);
            if (hasUsage)
                _listener?.OnUsage(_scanner?.Usage ?? _usage.ToUsage());
        }
        catch (Exception)
        {
            _listener = null;
        }
    }
}
