using System.Collections.Immutable;

namespace TokenAwareBalancer.Health;

/// <summary>The health of one backend: outcomes, probes, the operator's wishes and time move it between states.</summary>
/// <remarks>
/// <list type="number">
/// <item>A failure makes a healthy backend suspect for a moment: who fails at once is always the least loaded, and
/// would be chosen first, again and again. A success ends that.</item>
/// <item>Failures in a row, or a large part of a window's outcomes, or failed probes, eject it: each time twice as
/// long, up to a limit.</item>
/// <item>Then it is probing. Where connections failed, a good probe is proof enough, also before the time is over; where
/// answers did, only a request is, because health endpoints say nothing of them.</item>
/// <item>It recovers: a share that rises until it is whole. A failure on the way ejects it again.</item>
/// </list>
/// State is guarded by <c>_lock</c>. <see cref="Read"/> takes it only when time has something to change; else it reads
/// what was published last.
/// </remarks>
public sealed class BackendHealth
{
    private const int KeptTransitions = 16;

    private readonly Lock _lock = new();
    private volatile HealthSettings _settings;
    private RollingOutcomes _outcomes;
    private readonly EjectionBackoff _backoff;
    private volatile HealthReading _reading = new(HealthState.Starting, HealthReason.New, 0, null, Standing.Full);
    private ImmutableQueue<HealthTransition> _transitions = [];
    private int _transitionsKept;
    private int _failuresInARow;
    private int _failedProbes;
    private int _goodProbes;
    private bool _hasServed;
    private double _ejectedSeconds = double.NegativeInfinity;
    private double _restUntilSeconds = double.NegativeInfinity;

    public BackendHealth(HealthSettings settings)
    {
        _settings = settings;
        _outcomes = new RollingOutcomes(settings.Window);
        _backoff = new EjectionBackoff(settings);
    }

    /// <summary>
    /// Judges by other settings from now on. What it is stays; its outcomes are forgotten if the window is another one.
    /// </summary>
    public void Configure(HealthSettings settings)
    {
        lock (_lock)
        {
            if (settings.Window != _settings.Window)
                _outcomes = new RollingOutcomes(settings.Window);
            _backoff.Configure(settings);
            _settings = settings;
        }
    }

    /// <summary>Raised after each transition, under the lock: listeners hand the news on and return.</summary>
    public event Action<HealthTransition>? Changed;

    /// <summary>The last transitions, the oldest first.</summary>
    public IReadOnlyList<HealthTransition> Transitions
    {
        get
        {
            lock (_lock)
                return [.. _transitions];
        }
    }

    /// <summary>Its health now: what time alone changes is changed first.</summary>
    public HealthReading Read(double nowSeconds)
    {
        var reading = _reading;
        if (!(reading.DeadlineSeconds <= nowSeconds))
            return reading;
        lock (_lock)
        {
            Advance_NeedsLock(nowSeconds);
            return _reading;
        }
    }

    /// <summary>The part of its fair share of the traffic that it may get now, from 0 to 1.</summary>
    public double ShareAt(double nowSeconds) => Read(nowSeconds).ShareAt(nowSeconds, _settings.FirstShare);

    /// <summary>Until when it has asked to be left alone; in the past when it has not.</summary>
    public double RestUntilSeconds => Volatile.Read(ref _restUntilSeconds);

    /// <summary>Whether it has asked to be left alone, by <c>Retry-After</c>.</summary>
    public bool IsResting(double nowSeconds) => nowSeconds < RestUntilSeconds;

    /// <summary>It answered that it is too busy, and for how long: nothing is wrong with it.</summary>
    public void RestUntil(double untilSeconds)
    {
        lock (_lock)
            Volatile.Write(ref _restUntilSeconds, Math.Max(_restUntilSeconds, untilSeconds));
    }

    /// <summary>A try has ended.</summary>
    /// <param name="verdict">What it says of the backend.</param>
    /// <param name="reason">Why, if it is a failure.</param>
    /// <param name="sentSeconds">When the try began: one from before an ejection is no news after it.</param>
    /// <param name="nowSeconds">The time.</param>
    public void OnOutcome(Verdict verdict, HealthReason reason, double sentSeconds, double nowSeconds)
    {
        if (verdict == Verdict.Neutral)
            return;
        lock (_lock)
        {
            Advance_NeedsLock(nowSeconds);
            if (sentSeconds < _ejectedSeconds)
                return;
            _outcomes.Add(verdict == Verdict.Failure, nowSeconds);
            if (verdict == Verdict.Success)
                OnSuccess_NeedsLock(nowSeconds);
            else
                OnFailure_NeedsLock(reason, nowSeconds);
        }
    }

    /// <summary>A probe has come back.</summary>
    public void OnProbe(ProbeResult result, double nowSeconds)
    {
        lock (_lock)
        {
            Advance_NeedsLock(nowSeconds);
            _failedProbes = result is ProbeResult.Failed or ProbeResult.Absent or ProbeResult.Untrusted
                ? _failedProbes + 1
                : 0;
            _goodProbes = result == ProbeResult.Good ? _goodProbes + 1 : 0;
            switch (result)
            {
                case ProbeResult.Good:
                    OnGoodProbe_NeedsLock(nowSeconds);
                    break;
                case ProbeResult.Loading:
                    OnLoading_NeedsLock(nowSeconds);
                    break;
                default:
                    OnFailedProbe_NeedsLock(result, nowSeconds);
                    break;
            }
        }
    }

    /// <summary>The operator wants it empty; <see cref="OnIdle"/> says when it is.</summary>
    public void Drain(double nowSeconds)
    {
        lock (_lock)
        {
            if (!IsOperators(_reading.State))
                Enter_NeedsLock(HealthState.Draining, HealthReason.Operator, nowSeconds);
        }
    }

    /// <summary>Nothing is in flight on it any more.</summary>
    public void OnIdle(double nowSeconds)
    {
        if (_reading.State != HealthState.Draining)
            return;
        lock (_lock)
        {
            if (_reading.State == HealthState.Draining)
                Enter_NeedsLock(HealthState.Drained, HealthReason.Operator, nowSeconds);
        }
    }

    /// <summary>The operator takes it out at once; what is in flight goes on.</summary>
    public void Disable(double nowSeconds)
    {
        lock (_lock)
        {
            if (_reading.State != HealthState.Disabled)
                Enter_NeedsLock(HealthState.Disabled, HealthReason.Operator, nowSeconds);
        }
    }

    /// <summary>The operator gives it back: it recovers, or starts if it has never served.</summary>
    public void Enable(double nowSeconds)
    {
        lock (_lock)
        {
            if (!IsOperators(_reading.State))
                return;
            Forget_NeedsLock();
            if (_hasServed)
                Recover_NeedsLock(HealthReason.Operator, nowSeconds);
            else
                Enter_NeedsLock(HealthState.Starting, HealthReason.Operator, nowSeconds);
        }
    }

    private void OnSuccess_NeedsLock(double nowSeconds)
    {
        _failuresInARow = 0;
        switch (_reading.State)
        {
            case HealthState.Starting or HealthState.Suspect:
                Enter_NeedsLock(HealthState.Healthy, HealthReason.Serving, nowSeconds);
                break;
            case HealthState.Ejected or HealthState.Probing:
                Recover_NeedsLock(HealthReason.Serving, nowSeconds);
                break;
        }
    }

    private void OnFailure_NeedsLock(HealthReason reason, double nowSeconds)
    {
        _failuresInARow++;
        switch (_reading.State)
        {
            case HealthState.Probing or HealthState.Recovering:
                Eject_NeedsLock(reason, nowSeconds);
                break;
            case HealthState.Starting or HealthState.Healthy or HealthState.Suspect:
                if (HasFailedTooOften_NeedsLock(nowSeconds))
                    Eject_NeedsLock(reason, nowSeconds);
                // To be suspect is better than to be loading or absent: a failure is no way up.
                else if (_reading.Standing == Standing.Full)
                    Enter_NeedsLock(
                        HealthState.Suspect, reason, nowSeconds, nowSeconds + _settings.Suspicion.TotalSeconds);
                break;
        }
    }

    private void OnGoodProbe_NeedsLock(double nowSeconds)
    {
        switch (_reading.State)
        {
            case HealthState.Starting when _hasServed:
                Recover_NeedsLock(HealthReason.Serving, nowSeconds);
                break;
            case HealthState.Starting:
                Enter_NeedsLock(HealthState.Healthy, HealthReason.Serving, nowSeconds);
                break;
            case HealthState.Ejected or HealthState.Probing
                when IsOfConnection(_reading.Reason) && _goodProbes >= _settings.GoodProbes:
                Recover_NeedsLock(HealthReason.Serving, nowSeconds);
                break;
        }
    }

    private void OnLoading_NeedsLock(double nowSeconds)
    {
        if (!IsOperators(_reading.State) && _reading.Reason != HealthReason.Loading)
            Enter_NeedsLock(HealthState.Starting, HealthReason.Loading, nowSeconds);
    }

    private void OnFailedProbe_NeedsLock(ProbeResult result, double nowSeconds)
    {
        var reason = result == ProbeResult.Untrusted ? HealthReason.Untrusted : HealthReason.ProbeFailed;
        switch (_reading.State)
        {
            // Traffic and probe agree: more of either would only cost requests.
            case HealthState.Suspect when IsOfConnection(_reading.Reason):
            case HealthState.Probing or HealthState.Recovering:
            case HealthState.Starting or HealthState.Healthy or HealthState.Suspect
                when _failedProbes >= _settings.FailedProbes:
                Eject_NeedsLock(reason, nowSeconds);
                break;
            // What it was ejected for is one thing; that nobody is there any more is another, and ends otherwise.
            case HealthState.Ejected
                when !IsOfConnection(_reading.Reason) && (result != ProbeResult.Failed || _failedProbes >= _settings.FailedProbes):
                Enter_NeedsLock(
                    HealthState.Ejected, reason, nowSeconds, _reading.DeadlineSeconds);
                break;
            // Nobody has ever seen it serve: those who have been seen go first.
            case HealthState.Starting when _reading.Reason != reason:
                Enter_NeedsLock(HealthState.Starting, reason, nowSeconds);
                break;
        }
    }

    private bool HasFailedTooOften_NeedsLock(double nowSeconds)
    {
        if (_failuresInARow >= _settings.FailuresInARow)
            return true;
        var (successes, failures) = _outcomes.Read(nowSeconds);
        return failures >= _settings.Failures && failures >= _settings.FailureShare * (failures + successes);
    }

    private void Advance_NeedsLock(double nowSeconds)
    {
        while (_reading.DeadlineSeconds is { } deadlineSeconds && deadlineSeconds <= nowSeconds)
        {
            // An ejection hands its reason on: it decides what is proof of the contrary.
            if (_reading.State == HealthState.Ejected)
                Enter_NeedsLock(HealthState.Probing, _reading.Reason, deadlineSeconds);
            else
                Enter_NeedsLock(HealthState.Healthy, HealthReason.TimeOver, deadlineSeconds);
        }
    }

    private void Eject_NeedsLock(HealthReason reason, double nowSeconds)
    {
        Forget_NeedsLock();
        _ejectedSeconds = nowSeconds;
        Enter_NeedsLock(HealthState.Ejected, reason, nowSeconds, nowSeconds + _backoff.NextSeconds(nowSeconds));
    }

    private void Recover_NeedsLock(HealthReason reason, double nowSeconds)
    {
        Forget_NeedsLock();
        Enter_NeedsLock(
            HealthState.Recovering, reason, nowSeconds, nowSeconds + _settings.Recovery.TotalSeconds);
    }

    // What was seen before says nothing of what comes now.
    private void Forget_NeedsLock()
    {
        _outcomes.Clear();
        (_failuresInARow, _failedProbes, _goodProbes) = (0, 0, 0);
    }

    private void Enter_NeedsLock(
        HealthState state, HealthReason reason, double nowSeconds, double? deadlineSeconds = null)
    {
        var from = _reading.State;
        var transition = new HealthTransition(from, state, reason, nowSeconds, deadlineSeconds);
        _reading = new HealthReading(state, reason, nowSeconds, deadlineSeconds, StandingOf(state, reason));
        _hasServed |= state == HealthState.Healthy;
        // A moment's suspicion does not make it well anew.
        if (state == HealthState.Healthy && (from is HealthState.Starting or HealthState.Recovering))
            _backoff.OnWell(nowSeconds);

        _transitions = _transitions.Enqueue(transition);
        if (++_transitionsKept > KeptTransitions)
            (_transitions, _transitionsKept) = (_transitions.Dequeue(), KeptTransitions);
        Changed?.Invoke(transition);
    }

    private static Standing StandingOf(HealthState state, HealthReason reason) => state switch
    {
        // Not heard of yet is no reason to wait; heard that it cannot serve is.
        HealthState.Starting => reason is HealthReason.New or HealthReason.Operator
            ? Standing.Full
            : Standing.LastResort,
        HealthState.Healthy => Standing.Full,
        HealthState.Suspect => Standing.Doubtful,
        HealthState.Probing or HealthState.Recovering => Standing.Rising,
        HealthState.Ejected => Standing.LastResort,
        _ => Standing.None,
    };

    private static bool IsOperators(HealthState state) =>
        state is HealthState.Draining or HealthState.Drained or HealthState.Disabled;

    private static bool IsOfConnection(HealthReason reason) =>
        reason is HealthReason.ProbeFailed or HealthReason.Unreachable
            or HealthReason.Untrusted or HealthReason.Lost;
}
