using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Pacing;

/// <summary>Follows an engine from iteration to iteration by what of them can be seen.</summary>
/// <remarks>
/// <para>
/// All streams of a batching engine get a token at the end of each iteration, so one stream that is watched ticks like a
/// clock, and what the ledger holds at a tick is what the next iteration has to do: a token for each stream, and of the
/// prompts that have arrived, first come first served, what the token budget leaves. At the next tick that much of them
/// is computed. A first content is the end of an iteration too.
/// </para>
/// <para>
/// Things that happen within a quarter of an iteration after its beginning belong to the end of the one before: its
/// other streams' tokens, first contents and ends are still on their way.
/// </para>
/// <para>
/// Each gap between two ticks teaches what the iteration between them cost, once the tick after it has shown that the
/// prompts that were to be done by then were, and no others. Without a stream to watch iterations are believed to end
/// when they should; the one with which a prompt ends is over when its first content comes. Guarded by the lock of its
/// watch.
/// </para>
/// </remarks>
internal sealed class IterationTracker
{
    private const double SameBoundaryPart = 0.25;
    private const double SameTickPart = 0.1;

    /// <summary>A watched stream that is silent for longer, its client has paused or it is preempted.</summary>
    private const double LongestSilenceSeconds = 1;

    private const int SilentIterations = 8;
    private const int BundlesToBelieve = 16;

    /// <summary>Of a prompt that is due nobody knows how soon it is done: a bit of it is left.</summary>
    private const double MostPart = 0.95;

    /// <summary>So long the content of a computed prompt may be late; then its answer is not streamed.</summary>
    private const int MostOverdueIterations = 4;

    /// <summary>Streams never leave less: engines schedule some of a prompt beside any number of them.</summary>
    private const long LeastRoomTokens = 64;

    private const int MostUnseenIterations = 64;

    private const int EnoughDelays = 20;
    private const int RowsToBeSure = 200;

    private readonly Backend _backend;
    private readonly PrefillLine _line;
    private readonly PaceLearner _learner;
    private readonly ErrorTracker _gapError;

    private IterationRow _planned;
    private double _plannedMilliseconds;
    private double _streamsMilliseconds; // of that, what is not for prompts
    private double _boundarySeconds;
    private double _previousSeconds = double.NaN;
    private double _beforeThatSeconds = double.NaN;
    private bool _isRunning;
    private bool _hasBoundarySinceTick;

    private double _tickSeconds = double.NaN;
    private IterationRow _sinceTick;
    private bool _isDoubtful;
    private IterationRow _held; // a row that the next boundary will confirm
    private double _heldMilliseconds; // 0 for none
    private int _bundles;
    private IterationRow _ended;
    private double _endedMilliseconds;
    private double _endedToLastEnd;
    private long _surprisingTokens;
    private bool _isEarly; // a surprise is that a request was there already, not how large the iteration was
    private int _overdueIterations;

    public IterationTracker(Backend backend, PrefillLine line, PaceLearner learner, ErrorTracker gapError) =>
        (_backend, _line, _learner, _gapError) = (backend, line, learner, gapError);

    public ArrivalDelay Delay { get; } = new();

    /// <summary>
    /// What passes around the engine's work: by the iterations that requests have missed, else by those that had the
    /// engine to themselves.
    /// </summary>
    public double OverheadMilliseconds =>
        Sharing.Shares && (Delay.Observations >= EnoughDelays || _learner.FirstTokens == 0)
        ? Delay.Seconds * 1000
        : _learner.OverheadMilliseconds;

    public TokenBudgetLearner Budget { get; } = new();

    public SharingEvidence Sharing { get; } = new();

    /// <summary>The most streams that have been seen at once: all the places of an engine that does not batch.</summary>
    public int MostStreams { get; private set; } = 1;

    private EngineSpeed Speed => _backend.Watch.Speed;

    /// <summary>A request was put in line: an engine with nothing to do begins with it.</summary>
    public void OnSent(double nowSeconds)
    {
        CatchUp(nowSeconds);
        if (_isRunning)
            return;
        (_previousSeconds, _beforeThatSeconds) = (double.NaN, double.NaN);
        Begin(nowSeconds + (OverheadMilliseconds / 1000), sentUntilSeconds: nowSeconds);
    }

    /// <summary>A first content has come; called before its lease has left the line.</summary>
    public void OnFirstContent(Lease lease, double nowSeconds)
    {
        if (!_isRunning || IsNewBoundary(nowSeconds))
            Complete(nowSeconds);
        // Surely in one iteration, whatever the budget.
        var room = TokenBudgetLearner.LeastTokens - _ended.Streams;
        if (lease.IsFirstInLine && !double.IsNaN(_tickSeconds) && lease.PredictedPrefill.Tokens <= room)
            Delay.ObserveIteration(lease.SentSeconds, _beforeThatSeconds, _previousSeconds);
        if (!Sharing.Shares)
            return;
        var surprisingTokens = Math.Max(0, lease.PredictedPrefill.Tokens - lease.ComputedPrefillTokens);
        _surprisingTokens += surprisingTokens;
        _isEarly |= surprisingTokens > 0 && lease.SentSeconds > _previousSeconds - (OverheadMilliseconds / 1000);
    }

    /// <summary>A lease has left the line, or a stream has ended.</summary>
    public void OnChanged(double nowSeconds)
    {
        if (!IsNewBoundary(nowSeconds))
            Plan(_boundarySeconds - (OverheadMilliseconds / 1000));
    }

    /// <summary>The stream that is watched has content.</summary>
    /// <param name="events">
    /// How many tokens at once. More than one may be of several iterations; of a stream that never has just one, they are
    /// of one.
    /// </param>
    /// <param name="nowSeconds">The time.</param>
    public void OnTick(int events, double nowSeconds)
    {
        // Other choices of the same request, or what was held up behind the last one.
        if ((nowSeconds - _tickSeconds) * 1000 < SameTickPart * _streamsMilliseconds)
            return;
        var isKnown = _hasBoundarySinceTick || double.IsNaN(_tickSeconds);
        if (!_isRunning || !isKnown || IsNewBoundary(nowSeconds))
            Complete(nowSeconds);
        _bundles = events > 1 ? _bundles + 1 : 0;
        if (!double.IsNaN(_tickSeconds))
            HoldRow((nowSeconds - _tickSeconds) * 1000, isOne: _bundles is 0 or > BundlesToBelieve);
        (_tickSeconds, _sinceTick, _isDoubtful, _hasBoundarySinceTick) = (nowSeconds, default, false, false);
    }

    /// <summary>The stream that was watched has ended.</summary>
    public void OnTicksEnded() => (_tickSeconds, _bundles) = (double.NaN, 0);

    /// <summary>Whether the watched stream has been silent for longer than can be an iteration.</summary>
    public bool IsSilent(double nowSeconds) =>
        nowSeconds - _tickSeconds > LongestSilenceSeconds + (SilentIterations * _plannedMilliseconds / 1000);

    /// <summary>The rest of the iteration at hand, while no prompt is in line; may be called without the lock.</summary>
    /// <remarks>The numbers may be of two iterations then: a choice can do with that.</remarks>
    public double ReadIterationLeft(double nowSeconds)
    {
        if (!Volatile.Read(ref _isRunning))
            return 0;
        var planned = Volatile.Read(ref _plannedMilliseconds);
        var elapsed = Math.Max(0, (nowSeconds - Volatile.Read(ref _boundarySeconds)) * 1000);
        if (double.IsNaN(Volatile.Read(ref _tickSeconds)) && planned > 0)
            elapsed %= planned;
        return Math.Max(planned - elapsed, (1 - MostPart) * planned);
    }

    /// <summary>How far the engine is.</summary>
    public PrefillProgress Read(double nowSeconds)
    {
        CatchUp(nowSeconds);
        if (!_isRunning)
            return new PrefillProgress(_line.Uncomputed, _line.Uncomputed, 0);
        var elapsed = (nowSeconds - _boundarySeconds) * 1000;
        var left = Math.Max(_plannedMilliseconds - elapsed, (1 - MostPart) * _plannedMilliseconds);
        var part = Math.Clamp(elapsed / _plannedMilliseconds, 0, MostPart);
        var done = new PrefillWork((long)(part * _line.Planned.Tokens), (long)(part * _line.Planned.Pairs));
        return new PrefillProgress(_line.Uncomputed - done, _line.Uncomputed - _line.Planned, left);
    }

    /// <summary>Has iterations end that nobody has seen, where no stream is watched.</summary>
    private void CatchUp(double nowSeconds)
    {
        if (!double.IsNaN(_tickSeconds))
            return;
        for (var i = 0; _isRunning && _plannedMilliseconds > 0; i++)
        {
            var due = _boundarySeconds + (_plannedMilliseconds / 1000);
            // The first content will tell; unless the answer is not streamed, and tells nothing until its end.
            var patience = _line.PlannedToLastEnd > 0 ? 1 + (2 * _plannedMilliseconds / 1000) : 0;
            if (nowSeconds <= due + patience)
                return;
            Complete(i < MostUnseenIterations ? due : nowSeconds);
            if (i >= MostUnseenIterations)
                return;
        }
    }

    private bool IsNewBoundary(double nowSeconds) =>
        nowSeconds - _boundarySeconds >= SameBoundaryPart * _plannedMilliseconds / 1000;

    private void Complete(double nowSeconds)
    {
        Verify();
        _ended = _planned;
        _endedMilliseconds = (nowSeconds - _boundarySeconds) * 1000;
        _endedToLastEnd = _line.PlannedToLastEnd;
        _sinceTick += _planned;
        _line.Commit();
        (_beforeThatSeconds, _previousSeconds) = (_previousSeconds, _boundarySeconds);
        _hasBoundarySinceTick = true;
        Begin(nowSeconds, nowSeconds - (OverheadMilliseconds / 1000));
    }

    private void Begin(double startSeconds, double sentUntilSeconds)
    {
        _boundarySeconds = startSeconds;
        Plan(sentUntilSeconds);
    }

    private void Plan(double sentUntilSeconds)
    {
        var inFlight = _backend.Ledger.Read();
        var streams = Math.Max(0, inFlight.DecodingRequests);
        MostStreams = (int)Math.Max(MostStreams, streams);
        // What a prompt in line has cached is not read by any stream yet: a small part of a small cost.
        var contextTokens = Math.Max(0, inFlight.KvTokens - inFlight.PrefillTokens);
        var room = Sharing.Shares ? Math.Max(LeastRoomTokens, Speed.TokenBudget - streams) : 0;
        _line.Plan(room, sentUntilSeconds);
        _isRunning = streams > 0 || _line.Planned.Tokens > 0;
        _planned = _isRunning
            ? new IterationRow(1, _line.Planned.Tokens, streams, contextTokens, _line.Planned.Pairs)
            : default;
        _plannedMilliseconds = _planned.EstimateMilliseconds(Speed.Costs);
        _streamsMilliseconds = StreamsOf(_planned).EstimateMilliseconds(Speed.Costs);
    }

    private void HoldRow(double milliseconds, bool isOne)
    {
        var streamsAlone = StreamsOf(_sinceTick).EstimateMilliseconds(_learner.OwnCosts);
        var promptTokens = Sharing.Shares ? _sinceTick.PromptTokens : _line.Uncomputed.Tokens;
        if (isOne && promptTokens >= SharingEvidence.LeastPromptTokens)
            ObserveSharing(milliseconds / streamsAlone);
        _heldMilliseconds = isOne && !_isDoubtful ? milliseconds : 0;
        _held = _sinceTick;
    }

    /// <summary>What was learned of prompts in iterations that have none is wrong, and the other way round.</summary>
    private void ObserveSharing(double factor)
    {
        if (!Sharing.Observe(factor))
            return;
        _learner.Forget();
        MostStreams = 1;
    }

    /// <summary>Whether the iteration before this boundary has done what it was believed to do.</summary>
    private void Verify()
    {
        _overdueIterations = _line.Overdue > 0 ? _overdueIterations + 1 : 0;
        var isRight = _surprisingTokens == 0 && _overdueIterations is 0 or > MostOverdueIterations;
        if (_surprisingTokens > 0 && !_isDoubtful && !_isEarly)
            ObserveStep(_ended.PromptTokens + _surprisingTokens);
        if (_overdueIterations <= 1 && _surprisingTokens == 0)
            Budget.ObservePlanned(_endedToLastEnd + _ended.Streams, hasEnded: _overdueIterations == 0);
        if (isRight && _heldMilliseconds > 0)
        {
            _gapError.Observe(_held.EstimateMilliseconds(Speed.Costs), _heldMilliseconds);
            _learner.ObserveGap(_held, _heldMilliseconds);
        }

        (_heldMilliseconds, _surprisingTokens, _isEarly) = (0, 0, false);
        _isDoubtful |= !isRight;
    }

    private static IterationRow StreamsOf(in IterationRow row) => row with { PromptTokens = 0, Pairs = 0 };

    private void ObserveStep(double promptTokens)
    {
        var row = _ended with { PromptTokens = promptTokens };
        Budget.ObserveLarger(
            promptTokens + _ended.Streams, _endedMilliseconds, row.EstimateMilliseconds(_learner.OwnCosts),
            isSure: _learner.Rows > RowsToBeSure);
    }
}
