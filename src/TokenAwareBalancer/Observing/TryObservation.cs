using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Forwarding;
using TokenAwareBalancer.Learning;

namespace TokenAwareBalancer.Observing;

/// <summary>
/// The stage Observing for one try: what is seen of the answer moves the lease, and sums up in an outcome.
/// </summary>
/// <remarks>Called by the one task that relays the answer; not thread-safe.</remarks>
internal sealed class TryObservation : IAnswerListener, IPassageListener, IDisposable
{
    private readonly Lease _lease;
    private readonly TryDeadline _deadline;
    private readonly TimeProvider _time;
    private readonly long _sentTimestamp;
    private long? _firstContentTimestamp;
    private readonly CancellationToken _clientGone;
    private long _contentEvents;
    private double? _retryAfterSeconds;
    private TokenUsage _usage;

    /// <param name="lease">What moves with the answer.</param>
    /// <param name="deadline">Is told of the first content, and of every sign of life.</param>
    /// <param name="time">The clock.</param>
    /// <param name="clientGone">What comes after it has fired is waste.</param>
    public TryObservation(Lease lease, TryDeadline deadline, TimeProvider time, CancellationToken clientGone)
    {
        _clientGone = clientGone;
        _lease = lease;
        _deadline = deadline;
        _time = time;
        _sentTimestamp = time.GetTimestamp();
    }

    /// <summary>The status of the backend's answer; null before its headers.</summary>
    public int? Status { get; private set; }

    /// <summary>Gives the request's body back when it is no longer needed. Set when the body is sent.</summary>
    public BodyRelease? RequestBody { get; set; }

    /// <summary>Watches the body; null before the headers.</summary>
    public AnswerObserver? Answer { get; private set; }

    /// <summary>The stream that the body is passed through; null before the headers.</summary>
    public ObservedBodyStream? Body { get; private set; }

    /// <summary>Whether observing failed by a defect, and the answer went on unobserved.</summary>
    public bool HasFailed => Answer is { HasListenerFailed: true };

    /// <summary>
    /// Only the end of the connection ends the body, so that a backend that died looks like one that finished.
    /// </summary>
    public bool IsDelimitedByClose { get; set; }

    /// <summary>Whether the body has ended without the event that ends such a stream.</summary>
    public bool LacksItsEnd => IsDelimitedByClose
        && Answer is { Format: AnswerFormat.EventStream, HasFinished: false, HasReportedError: false };

    /// <summary>The answer is an error that was kept from the client, so that another backend may answer.</summary>
    public bool IsDeclined { get; private set; }

    /// <summary>Content that came when its client was gone, in events, each about a token.</summary>
    public long WastedContentEvents { get; private set; }

    /// <summary>The backend has answered.</summary>
    /// <param name="status">Its status.</param>
    /// <param name="retryAfterSeconds">When it wants to be asked again.</param>
    public void OnStatus(int status, double? retryAfterSeconds) =>
        (Status, _retryAfterSeconds) = (status, retryAfterSeconds);

    /// <summary>The answer is kept back.</summary>
    public void Decline() => IsDeclined = true;

    /// <summary>The answer's headers are here: its body will pass through the stream that this returns.</summary>
    /// <param name="format">What the body is.</param>
    /// <param name="clientBody">Where it goes.</param>
    /// <param name="removesUsageEvent">Whether to remove the usage event that the balancer asked for.</param>
    /// <param name="holdsBeginning">Whether to keep what comes before the first content until that comes.</param>
    public ObservedBodyStream OnHeaders(
        AnswerFormat format, Stream clientBody, bool removesUsageEvent, bool holdsBeginning)
    {
        Answer = new AnswerObserver(format, this);
        Body = new ObservedBodyStream(
            clientBody,
            Answer,
            removesUsageEvent ? new UsageEventFilter() : null,
            holdsBeginning ? new HeldBeginning(_time) : null,
            listener: this);
        if (format != AnswerFormat.EventStream)
            OnPrefillDone();
        return Body;
    }

    public void OnPassed() => RequestBody?.TryRelease();

    public void OnClientBehind() => _deadline.OnClientBehind();

    public void OnClientCaughtUp() => _deadline.OnClientCaughtUp();

    public void OnBytes() => _deadline.OnSignOfLife();

    public void OnContent(int contentEvents)
    {
        if (_clientGone.IsCancellationRequested)
            WastedContentEvents += contentEvents;
        if (_firstContentTimestamp is null)
        {
            _firstContentTimestamp = _time.GetTimestamp();
            OnPrefillDone();
        }

        _contentEvents += contentEvents;
        _lease.ObserveOutput(contentEvents);
    }

    public void OnUsage(in TokenUsage usage)
    {
        _usage = usage;
        _lease.ObserveUsage(usage.PromptTokens, usage.OutputTokens, usage.CachedTokens);
    }

    /// <summary>Sums up the try as it stands.</summary>
    /// <param name="kind">How it ended.</param>
    /// <param name="isClientsLimit">Whether a time-out that the client itself had asked for ended it.</param>
    public Outcome Conclude(OutcomeKind kind, bool isClientsLimit) => new(
        kind,
        Status,
        _usage.PromptTokens,
        _usage.OutputTokens ?? (_contentEvents > 0 ? _contentEvents : null),
        _firstContentTimestamp is { } first ? _time.GetElapsedTime(_sentTimestamp, first).TotalSeconds : null,
        _time.GetElapsedTime(_sentTimestamp).TotalSeconds,
        _retryAfterSeconds,
        isClientsLimit);

    /// <summary>Gives back what was held of an event that never became whole.</summary>
    public void Dispose() => Body?.Dispose();

    // An answer that is not streamed has no first token to wait for: its headers come when all is done.
    private void OnPrefillDone()
    {
        // An error is told without computing the prompt.
        if (Status is null or < 300)
            _lease.ReleasePrefill();
        _deadline.OnFirstContent();
    }
}
