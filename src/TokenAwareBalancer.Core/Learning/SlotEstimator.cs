using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Learning;

/// <summary>Learns how many streams an engine runs at once, of engines that do not say so.</summary>
/// <remarks>
/// <para>
/// A request that an engine has no slot for gets its first content long after it should, just after another stream has
/// ended, and always as the same number of streams is reached. Each first content that comes so confirms that number;
/// <see cref="ConfirmationsToBelieve"/> of them within some minutes make it a belief. A plain prefill queue looks otherwise: its first
/// contents come one prompt's time after another, whatever ends meanwhile, and at numbers of streams that vary.
/// </para>
/// <para>
/// When it should have come: the time since its turn (since it was sent, or since the first content before it) is
/// compared with that of requests in whose turn no stream ended, which hence waited for none, per prompt token. Of those
/// the 90th percentile is followed, up by a quarter and down by a fortieth, so that one hiccup does not count. Late is
/// twice that and a tenth of a second. Cold start: nothing is believed before <see cref="TurnsToCompare"/> of them. An
/// engine that was overloaded from the first moment on is not learned before it is calm for once; so is one whose
/// answers are shorter than its prompts take, where a slot and the prefill queue cannot be told apart.
/// </para>
/// <para>
/// A limit too low would choke an engine, and would hide that it does. So one stream more is let through when nothing
/// was learned for <see cref="ProbeSeconds"/>: with a true limit it waits in the engine's line instead of ours, and
/// confirms. More streams than the limit refute: the limit is at once what was seen, and forgotten the second time.
/// Late first contents at fewer streams, as after a restart with fewer slots, take it back one by one. Unconfirmed, a
/// belief halves every <see cref="HalfLifeSeconds"/>, and is gone after five to eight minutes.
/// </para>
/// <para>
/// Requests that are not streamed hide when they begin: while one is in flight nothing is learned. Nor of an engine
/// that others use too: its numbers vary. O(1) for each event, some hundred bytes. State is guarded by <c>_lock</c>.
/// </para>
/// </remarks>
public sealed class SlotEstimator
{
    internal const int ConfirmationsToBelieve = 8;

    internal const int TurnsToCompare = 8;

    /// <summary>As often as an engine that tells its slots is asked for them.</summary>
    internal const double ProbeSeconds = 5;

    internal const double HalfLifeSeconds = 300;

    /// <summary>More would take longer to unlearn, and would not be surer.</summary>
    private const double MostConfirmations = 12;

    /// <summary>Below it a belief is given up; half of what made it, so that it does not flicker.</summary>
    private const double ConfirmationsToKeep = 4;

    private const double Refutation = 4;

    /// <summary>What a prompt costs however short it is, in tokens: the iterations it waits for.</summary>
    private const int BaseTokens = 256;

    private const double LateFactor = 2;

    private const double LateSeconds = 0.1;

    private readonly Lock _lock = new();
    private int _streams;
    private int _unseen; // in flight and not streamed
    private double _turnSeconds = double.NegativeInfinity; // when the last first content came, or the view was blurred
    private double _endSeconds = double.NegativeInfinity; // when the last stream ended
    private double _secondsPerToken;
    private int _turns;
    private int _limit;
    private double _confirmations;
    private double _learnedSeconds;
    private double _decayedSeconds;
    private volatile bool _isBelieved;

    /// <summary>The most streams it is believed to run; null while nothing is believed.</summary>
    /// <param name="nowSeconds">On the clock that events are told by.</param>
    public int? ReadLimit(double nowSeconds)
    {
        if (!_isBelieved)
            return null;
        lock (_lock)
        {
            Decay_NeedsLock(nowSeconds);
            if (!_isBelieved)
                return null;
            return nowSeconds - _learnedSeconds < ProbeSeconds ? _limit : _limit + 1;
        }
    }

    internal void OnSent(Lease lease, double nowSeconds)
    {
        lock (_lock)
        {
            lease.SlotUse = lease.IsStreamed ? SlotUse.Pending : SlotUse.Unseen;
            if (lease.SlotUse == SlotUse.Unseen)
                Blur_NeedsLock(1, nowSeconds);
        }
    }

    internal void OnFirstContent(Lease lease, double nowSeconds)
    {
        lock (_lock)
        {
            if (lease.SlotUse != SlotUse.Pending)
                return;
            lease.SlotUse = SlotUse.Streaming;
            _streams++;
            if (_unseen == 0)
                Learn_NeedsLock(lease, nowSeconds);
            _turnSeconds = nowSeconds;
        }
    }

    internal void OnEnded(Lease lease, double nowSeconds)
    {
        lock (_lock)
        {
            if (lease.SlotUse == SlotUse.Streaming)
                (_streams, _endSeconds) = (_streams - 1, nowSeconds);
            else if (lease.SlotUse == SlotUse.Unseen)
                Blur_NeedsLock(-1, nowSeconds);
            else if (lease.SlotUse == SlotUse.Pending)
                Blur_NeedsLock(0, nowSeconds);
            lease.SlotUse = SlotUse.None;
        }
    }

    /// <summary>Something began or ended of which it cannot be seen whether it had a slot.</summary>
    private void Blur_NeedsLock(int change, double nowSeconds)
    {
        _unseen += change;
        _turnSeconds = nowSeconds;
    }

    private void Learn_NeedsLock(Lease lease, double nowSeconds)
    {
        var turnSeconds = Math.Max(_turnSeconds, lease.SentSeconds);
        var gapSeconds = nowSeconds - turnSeconds;
        var tokens = lease.PredictedPrefill.Tokens + BaseTokens;
        Decay_NeedsLock(nowSeconds);
        if (_streams > _limit)
            Refute_NeedsLock(nowSeconds);
        if (_endSeconds <= turnSeconds)
            Compare_NeedsLock(gapSeconds / tokens);
        else if (IsLate_NeedsLock(gapSeconds, nowSeconds - _endSeconds, _secondsPerToken * tokens))
            Count_NeedsLock(nowSeconds);
    }

    private bool IsLate_NeedsLock(double gapSeconds, double sinceEndSeconds, double usualSeconds) =>
        _turns >= TurnsToCompare
        && gapSeconds > LateFactor * usualSeconds + LateSeconds
        && sinceEndSeconds <= LateFactor * usualSeconds;

    private void Compare_NeedsLock(double secondsPerToken)
    {
        if (_turns < TurnsToCompare)
        {
            _turns++;
            _secondsPerToken = Math.Max(_secondsPerToken, secondsPerToken);
            return;
        }

        _secondsPerToken = secondsPerToken > _secondsPerToken
            ? Math.Min(secondsPerToken, _secondsPerToken * 1.25)
            : Math.Max(secondsPerToken, _secondsPerToken * 0.975);
    }

    /// <summary>A late first content: it waited for a slot, if there is a limit of so many streams.</summary>
    private void Count_NeedsLock(double nowSeconds)
    {
        if (_streams == _limit)
        {
            _confirmations = Math.Min(MostConfirmations, _confirmations + 1);
            _learnedSeconds = nowSeconds;
            _isBelieved |= _confirmations >= ConfirmationsToBelieve;
        }
        else if (--_confirmations <= 0)
        {
            Believe_NeedsLock(_streams, confirmations: 1, nowSeconds);
        }

        _isBelieved &= _confirmations >= ConfirmationsToKeep;
    }

    private void Refute_NeedsLock(double nowSeconds)
    {
        var left = _isBelieved ? _confirmations - Refutation : 0;
        Believe_NeedsLock(_streams, left < ConfirmationsToKeep ? 0 : left, nowSeconds);
    }

    private void Believe_NeedsLock(int limit, double confirmations, double nowSeconds)
    {
        (_limit, _confirmations, _learnedSeconds) = (limit, confirmations, nowSeconds);
        _isBelieved &= confirmations >= ConfirmationsToKeep;
    }

    private void Decay_NeedsLock(double nowSeconds)
    {
        _confirmations *= Math.Pow(0.5, Math.Max(0, nowSeconds - _decayedSeconds) / HalfLifeSeconds);
        _decayedSeconds = nowSeconds;
        if (_isBelieved && _confirmations < ConfirmationsToKeep)
            Believe_NeedsLock(0, 0, nowSeconds);
    }
}
