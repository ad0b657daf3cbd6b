using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Learning;
using TokenAwareBalancer.Pacing;

namespace TokenAwareBalancer.Fleet;

/// <summary>What can be seen of one engine's work from here: its leases tell when something happens to them.</summary>
/// <remarks>
/// <para>
/// Called by leases, from any thread and outside their locks, in the order of each one's life: sent, first content,
/// content, ended. Sent and ended come once each, first content at most once.
/// </para>
/// <para>
/// Of all streams one at a time is watched token by token; the tokens of all others cost a comparison. State is guarded
/// by <c>_lock</c>, which is held for an iteration's arithmetic and no more.
/// </para>
/// </remarks>
public sealed class EngineWatch
{
    private readonly Lock _lock = new();
    private readonly Backend _backend;
    private readonly PrefillLine _line = new();
    private readonly PaceLearner _learner = new();
    private readonly IterationTracker _iterations;
    private readonly ErrorTracker _gapError = new();
    private readonly ErrorTracker _firstTokenError = new();
    private EngineSpeed _speed = EngineSpeed.Prior;
    private Lease? _pacer;
    private double _freeSeconds; // when a place was last given back, for engines that do not share iterations
    private long _readRows;
    private double _lastRowSeconds = double.NegativeInfinity;

    internal EngineWatch(Backend backend)
    {
        _backend = backend;
        _iterations = new IterationTracker(backend, _line, _learner, _gapError);
    }

    /// <summary>The streams in flight, by how much is left of them.</summary>
    public StreamLengths Streams { get; } = new();

    /// <summary>How many streams it runs at once, as far as that can be seen.</summary>
    public SlotEstimator Slots { get; } = new();

    /// <summary>How fast the engine is believed to be. Replaced whole, some times a second at most.</summary>
    public EngineSpeed Speed
    {
        get => Volatile.Read(ref _speed);
        internal set => Volatile.Write(ref _speed, value);
    }

    /// <summary>How far off the predicted time between two tokens has been, one ahead.</summary>
    public ErrorReading GapError => _gapError.Read();

    /// <summary>
    /// How far off the predicted time to first token has been, as predicted when a backend was chosen.
    /// </summary>
    public ErrorReading FirstTokenError => _firstTokenError.Read();

    /// <summary>The prompt that is believed to be computed now.</summary>
    public PrefillHead ReadHead(double nowSeconds) => ReadPrefill(nowSeconds).Head;

    /// <summary>How far the engine is believed to be with its prompts, and with which.</summary>
    public (PrefillHead Head, PrefillProgress Progress) ReadPrefill(double nowSeconds)
    {
        // A racy look first: mostly nobody is pending, and a choice asks every backend.
        if (_line.IsEmpty)
        {
            // Of an engine with nothing to do no iteration is at hand, also where the last one was broken off.
            var left = Speed.SharesIterations && _backend.Ledger.Read().Requests > 0
                ? _iterations.ReadIterationLeft(nowSeconds)
                : 0;
            return (default, new PrefillProgress(default, default, left));
        }

        lock (_lock)
        {
            return (
                _line.ReadHead(nowSeconds),
                Speed.SharesIterations ? _iterations.Read(nowSeconds) : ReadAlone(nowSeconds));
        }
    }

    private int Places => _backend.MaxConcurrency ?? Speed.Places;

    /// <summary>Whether the next token of a stream tells anything.</summary>
    internal bool Wants(Lease lease)
    {
        var pacer = Volatile.Read(ref _pacer);
        return pacer == lease || pacer is null;
    }

    internal void OnSent(Lease lease, double nowSeconds)
    {
        var requests = _backend.Ledger.Read().Requests;
        lock (_lock)
        {
            lease.HasEngineToItself = requests <= (Speed.SharesIterations ? 1 : Places);
            _line.Enter(lease, nowSeconds);
            _iterations.OnSent(nowSeconds);
        }

        Slots.OnSent(lease, nowSeconds);
    }

    internal void OnFirstContent(Lease lease, double nowSeconds)
    {
        lock (_lock)
        {
            if (!lease.IsPending)
                return;
            _iterations.OnFirstContent(lease, nowSeconds);
            _line.Leave(lease, nowSeconds, isComputed: true);
            _iterations.OnChanged(nowSeconds);
        }

        Slots.OnFirstContent(lease, nowSeconds);
    }

    /// <summary>Tokens have come that <see cref="Wants"/> asks for, or the first, or some after a while.</summary>
    internal void OnContent(Lease lease, int tokens, bool isFirst, double nowSeconds)
    {
        lock (_lock)
        {
            if (isFirst)
                ObserveFirstToken(lease, nowSeconds);
            if (_pacer is null || _iterations.IsSilent(nowSeconds))
                Watch(lease);
            if (_pacer == lease)
                _iterations.OnTick(tokens, nowSeconds);
        }
    }

    internal void OnEnded(Lease lease, double nowSeconds)
    {
        lock (_lock)
        {
            _freeSeconds = nowSeconds;
            if (lease.IsPending)
                _line.Leave(lease, nowSeconds, isComputed: false);
            if (_pacer == lease)
                Watch(null);
            _iterations.OnChanged(nowSeconds);
            if (lease is { HasEngineToItself: true, ObservedFirstTokenMilliseconds: > 0 })
                LearnFirstToken(lease.ObservedPrefill, lease.ObservedFirstTokenMilliseconds);
        }

        Slots.OnEnded(lease, nowSeconds);
    }

    /// <summary>Adds what has been learned here to what its class has.</summary>
    /// <param name="sums">Is given the rows.</param>
    /// <param name="nowSeconds">The time.</param>
    internal PaceReading Read(CostSums sums, double nowSeconds)
    {
        lock (_lock)
        {
            if (_learner.Rows != _readRows)
                (_readRows, _lastRowSeconds) = (_learner.Rows, nowSeconds);
            sums.Clear();
            sums.Add(_learner.Sums);
            return new PaceReading(
                _learner.Rows,
                _learner.Noise,
                _iterations.Budget.LargestTokens,
                _iterations.Budget.BoundTokens,
                _iterations.Sharing.Shares,
                _iterations.MostStreams,
                _iterations.OverheadMilliseconds,
                _lastRowSeconds,
                _learner.Changes);
        }
    }

    private void Watch(Lease? lease)
    {
        Volatile.Write(ref _pacer, lease);
        _iterations.OnTicksEnded();
    }

    private void ObserveFirstToken(Lease lease, double nowSeconds)
    {
        lease.ObservedFirstTokenMilliseconds = (nowSeconds - lease.SentSeconds) * 1000;
        if (lease.EstimatedFirstTokenMilliseconds > 0)
            _firstTokenError.Observe(lease.EstimatedFirstTokenMilliseconds, lease.ObservedFirstTokenMilliseconds);
    }

    /// <summary>A prompt that an engine had to itself took its own costs, and what passes around them.</summary>
    private void LearnFirstToken(PrefillWork prompt, double milliseconds)
    {
        var speed = Speed;
        var iterations = speed.SharesIterations ? Math.Ceiling((double)prompt.Tokens / speed.TokenBudget) : 0;
        _learner.ObserveFirstToken(
            new IterationRow(iterations, prompt.Tokens, 0, 0, prompt.Pairs, Overheads: 1), milliseconds);
    }

    /// <summary>
    /// Of an engine with places and no iterations: the first in line is at work if there is a place for it, since its
    /// turn came or the place was free.
    /// </summary>
    private PrefillProgress ReadAlone(double nowSeconds)
    {
        var head = _line.ReadHead(nowSeconds);
        var total = _line.Total;
        if (head.Work.Tokens == 0 || _backend.Ledger.Read().DecodingRequests >= Places)
            return new PrefillProgress(total, total, 0);
        var elapsed = Math.Min(head.ElapsedSeconds, nowSeconds - _freeSeconds) * 1000;
        var milliseconds = Speed.PrefillMilliseconds(head.Work);
        var part = Math.Clamp(elapsed / milliseconds, 0, 0.95);
        var done = new PrefillWork((long)(part * head.Work.Tokens), (long)(part * head.Work.Pairs));
        return new PrefillProgress(total - done, total - head.Work, (1 - part) * milliseconds);
    }
}
