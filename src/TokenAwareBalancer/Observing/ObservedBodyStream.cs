namespace TokenAwareBalancer.Observing;

/// <summary>
/// Stands in for the response body that the forwarder writes into, and shows an observer each write on its way.
/// Write-only, one per try, not thread-safe.
/// </summary>
/// <remarks>
/// A write is started first, then observed, then awaited: the bytes are with the server before they are inspected, so
/// that inspecting delays no token, and a slow client's back-pressure does not delay what the ledger learns. Only with
/// a filter is the order the other way round, since what passes is known after inspecting. No write is split or
/// joined: what arrives at once goes out at once; but what comes before the first content is kept, and goes out with
/// it, as long as <see cref="HeldBeginning"/> says that another backend might still have to begin anew.
/// </remarks>
internal sealed class ObservedBodyStream : Stream
{
    private readonly Stream _inner;
    private readonly AnswerObserver _observer;
    private readonly UsageEventFilter? _filter;
    private readonly IPassageListener? _listener;
    private HeldBeginning? _beginning;

    /// <param name="inner">The server's own body stream; it stays the server's to dispose.</param>
    /// <param name="observer">Watches this try's answer.</param>
    /// <param name="filter">Set when the balancer asked for a usage event that the client did not ask for.</param>
    /// <param name="beginning">Set when another backend could take over before the first content.</param>
    /// <param name="listener">Is told how the client takes it.</param>
    public ObservedBodyStream(
        Stream inner,
        AnswerObserver observer,
        UsageEventFilter? filter = null,
        HeldBeginning? beginning = null,
        IPassageListener? listener = null)
    {
        _listener = listener;
        _beginning = observer.Format == AnswerFormat.EventStream ? beginning : null;
        _inner = inner;
        _observer = observer;
        _filter = observer.Format == AnswerFormat.EventStream ? filter : null;
    }

    /// <summary>
    /// The client stands in the middle of an event. A start that a filter holds has not reached it, and is dropped
    /// when nobody calls <see cref="CompleteAsync"/>: after a cut, that spares the client half an event.
    /// </summary>
    public bool IsClientInsideEvent =>
        _observer.IsInsideEvent && (_filter is null || _observer.HeldBytes.IsEmpty);

    /// <summary>Bytes that were observed have not been taken: the client has not seen what the observer has.</summary>
    public bool HasLostBytes { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // The server takes nothing any more; a last event that is not passed on must not be taken for one that was.
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        if (_beginning is not null)
            return BeginAsync(_beginning, buffer, cancellationToken);
        if (_filter is not null)
            return PassAsync(Filter(_filter, buffer.Span), cancellationToken);

        var pending = PassAsync(buffer, cancellationToken);
        _observer.Observe(buffer.Span);
        return pending;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        ReleaseBeginning();
        if (_filter is not null)
        {
            _inner.Write(Filter(_filter, buffer).Span);
            return;
        }

        _inner.Write(buffer);
        _observer.Observe(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        if (_beginning is null)
            _inner.Flush();
    }

    // A flush would send the headers.
    public override Task FlushAsync(CancellationToken cancellationToken) =>
        _beginning is null ? _inner.FlushAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>The answer ended as it should: passes on what a filter still holds. Harmless without one.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (_beginning is { } beginning)
        {
            _beginning = null;
            await PassAsync(beginning.Bytes, cancellationToken);
        }

        await CompleteFilterAsync(cancellationToken);
    }

    private ValueTask CompleteFilterAsync(CancellationToken cancellationToken)
    {
        if (_filter is null || _observer.HeldBytes.IsEmpty)
            return ValueTask.CompletedTask;
        _filter.Begin();
        _filter.Accept(EventPiece.Uninspected, _observer.HeldBytes, isUsageOnly: false);
        _observer.ReleaseHeld();
        return PassAsync(_filter.Passed, cancellationToken);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _observer.ReleaseHeld();
        base.Dispose(disposing);
    }

    private ValueTask BeginAsync(
        HeldBeginning beginning, ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_filter is not null)
            buffer = Filter(_filter, buffer.Span);
        else
            _observer.Observe(buffer.Span);
        beginning.Append(buffer.Span);
        if (!beginning.IsOver(_observer))
            return ValueTask.CompletedTask;
        _beginning = null;
        return PassAsync(beginning.Bytes, cancellationToken);
    }

    private void ReleaseBeginning()
    {
        if (_beginning is not { } beginning)
            return;
        _beginning = null;
        _inner.Write(beginning.Bytes.Span);
    }

    private ReadOnlyMemory<byte> Filter(UsageEventFilter filter, ReadOnlySpan<byte> bytes)
    {
        filter.Begin();
        _observer.Observe(bytes, filter);
        return filter.Passed;
    }

    private ValueTask PassAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        // Nothing passes of a write whose event is held: an empty write would still cost the server a flush.
        if (bytes.IsEmpty)
            return ValueTask.CompletedTask;
        var passing = _inner.WriteAsync(bytes, cancellationToken);
        HasLostBytes |= passing.IsCanceled;
        if (_listener is not { } listener)
            return passing;
        listener.OnPassed();
        return passing.IsCompleted ? passing : AwaitClientAsync(passing, listener);
    }

    private static async ValueTask AwaitClientAsync(ValueTask passing, IPassageListener listener)
    {
        listener.OnClientBehind();
        try
        {
            await passing;
        }
        finally
        {
            listener.OnClientCaughtUp();
        }
    }
}
