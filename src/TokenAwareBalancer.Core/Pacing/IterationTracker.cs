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

    /// <summary>Of a prompt that is due nobody knows how soon it is done: a bit of it is left.</summary>
    private const double MostPart = 0.95;

    /// <summary>So long the content of a computed prompt may be late; then its answer is not streamed.</summary>
    private const int MostOverdueIterations = 4;

    /// <summary>Streams never leave less: engines schedule some of a prompt beside any number of them.</summary>
    private const long LeastRoomTokens = 64;

    private const int MostUnseenIterations = 64;

    private readonly Backend _backend;
    private readonly PrefillLine _line;
    private readonly PaceLearner _learner;
    private readonly ErrorTracker _gapError;

    private IterationRow _planned;
    private double _plannedMilliseconds;
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
    private IterationRow _ended;
    private double _endedMilliseconds;
    private long _surprisingTokens;
    private int _overdueIterations;

    public IterationTracker(Backend backend, PrefillLine line, PaceLearner learner, ErrorTracker gapError) =>
        (_backend, _line, _learner, _gapError) = (backend, line, learner, gapError);

    public ArrivalDelay Delay { get; } = new();

    public TokenBudgetLearner Budget { get; } = new();

    public SharingEvidence Sharing { get; } = new();

    public double TickSeconds => _tickSeconds;

    private EngineSpeed Speed => _backend.Watch.Speed;

    /// <summary>A request was put in line: an engine with nothing to do begins with it.</summary>
    public void OnSent(double nowSeconds)
    {
        CatchUp(nowSeconds);
        if (_isRunning)
            return;
        (_previousSeconds, _beforeThatSeconds) = (double.NaN, double.NaN);
        Begin(nowSeconds + Delay.Seconds, sentUntilSeconds: nowSeconds);
    }

    /// <summary>A first content has come; called before its lease has left the line.</summary>
    public void OnFirstContent(Lease lease, double nowSeconds)
    {
        if (!_isRunning || IsNewBoundary(nowSeconds))
            Complete(nowSeconds);
        var room = Speed.TokenBudget - _ended.Streams;
        if (lease.IsFirstInLine && !double.IsNaN(_tickSeconds) && lease.PredictedPrefill.Tokens <= room)
            Delay.ObserveIteration(lease.SentSeconds, _beforeThatSeconds, _previousSeconds);
        if (Sharing.Shares)
            _surprisingTokens += Math.Max(0, lease.PredictedPrefill.Tokens - lease.ComputedPrefillTokens);
    }

    /// <summary>A lease has left the line, or a stream has ended.</summary>
    public void OnChanged(double nowSeconds)
    {
        if (!IsNewBoundary(nowSeconds))
            Plan(_boundarySeconds - Delay.Seconds);
    }

    /// <summary>The stream that is watched has content.</summary>
    /// <param name="events">How many tokens at once; more than one tells nothing of how long one took.</param>
    /// <param name="nowSeconds">The time.</param>
    public void OnTick(int events, double nowSeconds)
    {
        var isKnown = _hasBoundarySinceTick || double.IsNaN(_tickSeconds);
        if (!_isRunning || !isKnown || IsNewBoundary(nowSeconds))
            Complete(nowSeconds);
        if (!double.IsNaN(_tickSeconds))
            HoldRow((nowSeconds - _tickSeconds) * 1000, events);
        (_tickSeconds, _sinceTick, _isDoubtful, _hasBoundarySinceTick) = (nowSeconds, default, false, false);
    }

    /// <summary>The stream that was watched has ended.</summary>
    public void OnTicksEnded() => _tickSeconds = double.NaN;

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
            var patience = _line.PlansAnEnd() ? 1 + (2 * _plannedMilliseconds / 1000) : 0;
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
        _sinceTick += _planned;
        _line.Commit();
        (_beforeThatSeconds, _previousSeconds) = (_previousSeconds, _boundarySeconds);
        _hasBoundarySinceTick = true;
        Begin(nowSeconds, nowSeconds - Delay.Seconds);
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
        // What a prompt in line has cached is not read by any stream yet: a small part of a small cost.
        var contextTokens = Math.Max(0, inFlight.KvTokens - inFlight.PrefillTokens);
        var room = Sharing.Shares ? Math.Max(LeastRoomTokens, Speed.TokenBudget - streams) : 0;
        _line.Plan(room, sentUntilSeconds);
        _isRunning = streams > 0 || _line.Planned.Tokens > 0;
        _planned = _isRunning
            ? new IterationRow(1, _line.Planned.Tokens, streams, contextTokens, _line.Planned.Pairs)
            : default;
        _plannedMilliseconds = _planned.EstimateMilliseconds(Speed.Costs);
    }

    private void HoldRow(double milliseconds, int events)
    {
        var streamsAlone = (_sinceTick with { PromptTokens = 0, Pairs = 0 }).EstimateMilliseconds(_learner.OwnCosts);
        var promptTokens = Sharing.Shares ? _sinceTick.PromptTokens : _line.Uncomputed.Tokens;
        if (events == 1 && promptTokens >= SharingEvidence.LeastPromptTokens)
            Sharing.Observe(milliseconds / streamsAlone);
        _heldMilliseconds = events == 1 && !_isDoubtful ? milliseconds : 0;
        _held = _sinceTick;
    }

    /// <summary>Whether the iteration before this boundary has done what it was believed to do.</summary>
    private void Verify()
    {
        _overdueIterations = _line.Overdue > 0 ? _overdueIterations + 1 : 0;
        var isRight = _surprisingTokens == 0 && _overdueIterations is 0 or > MostOverdueIterations;
        if (_surprisingTokens > 0)
            ObserveStep(_ended.PromptTokens + _surprisingTokens);
        if (isRight && _heldMilliseconds > 0)
        {
            _gapError.Observe(_held.EstimateMilliseconds(Speed.Costs), _heldMilliseconds);
            _learner.Observe(_held, _heldMilliseconds);
        }

        (_heldMilliseconds, _surprisingTokens) = (0, 0);
        _isDoubtful |= !isRight;
    }

    private void ObserveStep(double promptTokens)
    {
        var row = _ended with { PromptTokens = promptTokens };
        Budget.Observe(
            promptTokens + _ended.Streams, _endedMilliseconds, row.EstimateMilliseconds(_learner.OwnCosts));
    }
}
