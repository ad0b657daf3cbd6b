using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Learning;
using TokenAwareBalancer.Prefixes;

namespace TokenAwareBalancer.Fleet;

/// <summary>One request's entry in the ledger of one backend, from the choice until it is settled, once.</summary>
/// <remarks>
/// <list type="number">
/// <item>Charged when created: one request, what of the prompt is not expected to be cached as prefill, all of it as KV,
/// the expected output as decode.</item>
/// <item>At the first content the prefill is released: the engine has computed the prompt.</item>
/// <item>Each output token moves from expected decode to KV. An answer that outlives its estimate is given a new one,
/// conditional on its length so far.</item>
/// <item><see cref="Settle"/> returns everything, whatever happened before. Later observations change nothing, so the
/// order in which an abort, a time-out and the last chunk arrive does not matter.</item>
/// </list>
/// All members may be called from any thread; state is guarded by <c>_lock</c>.
/// </remarks>
public sealed class Lease
{
    /// <summary>Output is reported in lots, lest every token of every stream meet at one lock.</summary>
    private const int ReportedAtOnce = 32;

    /// <summary>A need in the KV cache that shrinks by less is not worth a look along the line.</summary>
    private const int MaterialTokens = 256;

    private readonly Lock _lock = new();
    private readonly WorkEstimate _work;
    private readonly ILeaseObserver _observer;
    private LedgerEntry _held;
    private StreamPlace _place;
    private long _cachedTokens;
    private long? _observedCachedTokens;
    private long _observedOutputTokens;
    private long _reportedTokens;
    private bool _isSettled;

    /// <param name="backend">Whose ledger it is an entry of.</param>
    /// <param name="work">What the request is expected to cost.</param>
    /// <param name="cachedTokens">Tokens of its prompt that the backend is expected to have in its prefix cache.</param>
    /// <param name="observer">Is told of what happens to it.</param>
    internal Lease(Backend backend, in WorkEstimate work, long cachedTokens, ILeaseObserver observer)
    {
        Backend = backend;
        Definition = backend.Definition;
        _work = work;
        _observer = observer;
        _cachedTokens = cachedTokens;
        ObservedPromptTokens = work.PromptTokens;
        PredictedPrefill = PrefillWork.Of(work.PromptTokens, cachedTokens);
        ObservedPrefill = PredictedPrefill;
        SentSeconds = observer.NowSeconds;
        lock (_lock)
        {
            Hold_NeedsLock(
                new LedgerEntry(1, PredictedPrefill.Tokens, work.EstimatedOutputTokens, work.PromptTokens,
                    work.PromptTokens)
                {
                    PendingRequests = 1,
                    PrefillPairs = PredictedPrefill.Pairs,
                    OwnKvTokens = PredictedPrefill.Tokens,
                });
            MoveStream_NeedsLock();
        }

        backend.Watch.OnSent(this, SentSeconds);
    }

    /// <summary>The backend whose ledger holds this entry.</summary>
    public Backend Backend { get; }

    /// <summary>
    /// What was configured about the backend when it was chosen: all of the request goes by it, whatever a reload says
    /// meanwhile.
    /// </summary>
    public BackendDefinition Definition { get; }

    /// <summary>What of its prompt its engine was expected to compute when it was chosen.</summary>
    public PrefillWork PredictedPrefill { get; }

    /// <summary>Whether its first content tells when its prompt was computed.</summary>
    internal bool IsStreamed => _work.IsStreamed;

    /// <summary>Kept by <see cref="SlotEstimator"/>, under its lock.</summary>
    internal SlotUse SlotUse { get; set; }

    /// <summary>How much of its prompt was expected to be cached when it was chosen.</summary>
    public long PredictedCachedTokens => _work.PromptTokens - PredictedPrefill.Tokens;

    /// <summary>How much of it its engine says was cached; null while it has not said.</summary>
    public long? ObservedCachedTokens
    {
        get
        {
            lock (_lock)
                return _observedCachedTokens;
        }
    }

    /// <summary>Its prompt by its engine's own count, or else as it was counted here.</summary>
    internal long ObservedPromptTokens { get; private set; }

    /// <summary>Whether it has had content: then its prompt was computed.</summary>
    internal bool HasHadContent { get; private set; }

    /// <summary>What it uses of its engine's prefix cache. Guarded by the lock of the admission gate.</summary>
    internal PrefixHold? Prefixes { get; set; }

    /// <summary>The same, by what its engine has told since of its prompt.</summary>
    internal PrefillWork ObservedPrefill { get; private set; }

    /// <summary>
    /// When its first token was expected when it was chosen, from then on; 0 where nobody has said. Set before it is
    /// sent.
    /// </summary>
    public double EstimatedFirstTokenMilliseconds { get; internal set; }

    /// <summary>When it was sent, by the clock of choices.</summary>
    internal double SentSeconds { get; }

    /// <summary>How long its first token took; 0 before it, or where none can be told from the rest.</summary>
    /// <remarks>This and what follows is its watch's, under whose lock it is.</remarks>
    internal double ObservedFirstTokenMilliseconds { get; set; }

    /// <summary>Whether its engine had nothing else to do when it came: its first token tells of it alone.</summary>
    internal bool HasEngineToItself { get; set; }

    /// <summary>Whether no prompt was before it when it came.</summary>
    internal bool IsFirstInLine { get; set; }

    /// <summary>Of its prompt, what the iterations that have ended are believed to have computed.</summary>
    internal long ComputedPrefillTokens { get; set; }

    /// <summary>What the one at hand is believed to compute.</summary>
    internal long PlannedPrefillTokens { get; set; }

    /// <summary>Those before and after it in <see cref="PrefillLine"/>, under whose lock they are.</summary>
    internal Lease? PreviousPending { get; set; }

    internal Lease? NextPending { get; set; }

    /// <summary>Whether it is in that line.</summary>
    internal bool IsPending { get; set; }

    /// <summary>What the lease holds now: all zero once settled.</summary>
    public LedgerEntry Held
    {
        get
        {
            lock (_lock)
                return _held;
        }
    }

    /// <summary>
    /// Releases the prefill: the first content has arrived, or the headers of an answer that is not streamed.
    /// </summary>
    public void ReleasePrefill()
    {
        long work;
        lock (_lock)
        {
            if (_isSettled)
                return;
            if (_held.PendingRequests == 0)
                return;
            HasHadContent = true;
            Hold_NeedsLock(_held with { PrefillTokens = 0, PrefillPairs = 0, PendingRequests = 0 });
            work = TakeWork_NeedsLock(atLeast: 1);
        }

        Backend.Watch.OnFirstContent(this, _observer.NowSeconds);
        Report(work);
    }

    /// <summary>Moves tokens from the output still expected to the output held in the KV cache.</summary>
    /// <param name="outputTokens">Tokens that have just been seen; each SSE chunk with content counts as one.</param>
    public void ObserveOutput(int outputTokens)
    {
        long work;
        bool isFirst;
        lock (_lock)
        {
            if (_isSettled)
                return;
            isFirst = _observedOutputTokens == 0;
            HoldOutput_NeedsLock(_observedOutputTokens + outputTokens);
            work = TakeWork_NeedsLock(ReportedAtOnce);
        }

        // Most tokens are of no interest to the watch, and one comparison tells.
        if (Backend.Watch.Wants(this) || isFirst || work > 0)
            Backend.Watch.OnContent(this, outputTokens, isFirst, _observer.NowSeconds);
        Report(work);
    }

    /// <summary>Replaces what was counted or estimated by what the engine says it used.</summary>
    /// <param name="promptTokens">The engine's own count of the prompt, or null when it does not tell.</param>
    /// <param name="outputTokens">The tokens generated so far, or null when it does not tell.</param>
    /// <param name="cachedTokens">
    /// Prompt tokens that it found in its prefix cache, or null when it does not tell.
    /// </param>
    public void ObserveUsage(long? promptTokens, long? outputTokens, long? cachedTokens = null)
    {
        bool makesRoom;
        lock (_lock)
        {
            if (_isSettled)
                return;
            var neededTokens = KvGuard.EstimateNeedTokens(_held);
            if (cachedTokens is >= 0)
                _observedCachedTokens = _cachedTokens = cachedTokens.Value;
            if (promptTokens is >= 0)
                ObservedPromptTokens = promptTokens.Value;
            if (promptTokens is >= 0 || cachedTokens is >= 0)
                HoldPrompt_NeedsLock(promptTokens is { } prompt and >= 0 ? prompt : _held.PromptTokens);
            if (outputTokens is { } output and >= 0)
                HoldOutput_NeedsLock(output);
            MoveStream_NeedsLock();
            makesRoom = neededTokens - KvGuard.EstimateNeedTokens(_held) >= MaterialTokens;
        }

        if (makesRoom)
            _observer.OnRoomMade(Backend);
    }

    /// <summary>Gives everything back. Only the first call does; the others change nothing.</summary>
    /// <returns>True for the call that settled the lease.</returns>
    public bool Settle()
    {
        long work;
        lock (_lock)
        {
            if (_isSettled)
                return false;
            _isSettled = true;
            work = TakeWork_NeedsLock(atLeast: 1);
            Hold_NeedsLock(default);
            MoveStream_NeedsLock();
        }

        // Outside the lock: the observer takes the fleet's lock to place a held request, and must not wait for us.
        Backend.Watch.OnEnded(this, _observer.NowSeconds);
        Report(work);
        _observer.OnLeaseSettled(this);
        return true;
    }

    /// <summary>Tokens computed and not reported yet; a prompt that was never computed is no work.</summary>
    private long TakeWork_NeedsLock(int atLeast)
    {
        var unreportedTokens = _held.PendingRequests > 0 ? 0 : _held.KvTokens - _reportedTokens;
        if (unreportedTokens < atLeast)
            return 0;
        _reportedTokens += unreportedTokens;
        MoveStream_NeedsLock();
        return unreportedTokens;
    }

    private void Report(long workTokens)
    {
        if (workTokens > 0)
            _observer.OnWork(Backend, workTokens);
    }

    private void HoldPrompt_NeedsLock(long promptTokens)
    {
        // At least one token of a prompt is computed, or there would be nothing to decode from.
        _cachedTokens = Math.Clamp(_cachedTokens, 0, Math.Max(0, promptTokens - 1));
        var prefill = PrefillWork.Of(promptTokens, _cachedTokens);
        ObservedPrefill = prefill;
        Hold_NeedsLock(_held with
        {
            PrefillTokens = _held.PendingRequests == 0 ? 0 : prefill.Tokens,
            PrefillPairs = _held.PendingRequests == 0 ? 0 : prefill.Pairs,
            KvTokens = promptTokens + _observedOutputTokens,
            OwnKvTokens = prefill.Tokens + _observedOutputTokens,
            PromptTokens = promptTokens,
        });
    }

    private void HoldOutput_NeedsLock(long observedOutputTokens)
    {
        var progressTokens = observedOutputTokens - _observedOutputTokens;
        var remainingTokens = _held.DecodeTokens - progressTokens;
        _observedOutputTokens = observedOutputTokens;
        Hold_NeedsLock(_held with
        {
            DecodeTokens = remainingTokens > 0
                ? remainingTokens
                : _work.EstimateRemainingOutputTokens(observedOutputTokens),
            KvTokens = _held.KvTokens + progressTokens,
            OwnKvTokens = _held.OwnKvTokens + progressTokens,
        });
    }

    /// <summary>Also in lots: a stream that is some tokens behind its bucket says little that is wrong.</summary>
    private void MoveStream_NeedsLock()
    {
        var place = new StreamPlace(_held.DecodeTokens, _held.KvTokens);
        Backend.Watch.Streams.Move(_place, place);
        _place = place;
    }

    private void Hold_NeedsLock(in LedgerEntry next)
    {
        Backend.Ledger.Add(next - _held);
        _held = next;
    }
}
