using TokenAwareBalancer.Learning.Snapshots;

namespace TokenAwareBalancer.Learning;

/// <summary>Watches one backend's counts of one model's prompts.</summary>
/// <remarks>
/// A drift is told when two deviations of chance do not explain it, and told to be over only well below that, so that
/// one at the border does not fill the log. State is guarded by <c>_lock</c>.
/// </remarks>
public sealed class BackendDrift
{
    /// <summary>More than templates and rounding leave in texts of ordinary length.</summary>
    private const double LeastDrift = 0.02;

    private const double EndOfDrift = 0.01;

    /// <summary>cl100k and o200k differ by 10 % of English and by half of Russian; two of one family by less.</summary>
    private const double LeastWrong = 0.1;

    private const int LeastObservations = 16;

    private readonly Lock _lock = new();
    private DriftState _state;

    public TokenizerDrift Drift { get; } = new();

    public DriftState State
    {
        get
        {
            lock (_lock)
                return _state;
        }
    }

    /// <inheritdoc cref="TokenizerDrift.Observe"/>
    /// <returns>What has changed by it; null when nothing has.</returns>
    public DriftChange? Observe(long countedTokens, long textTokens, int messages, long observedTokens)
    {
        Drift.Observe(countedTokens, textTokens, messages, observedTokens);
        var belief = Drift.Belief;
        lock (_lock)
        {
            var next = Next_NeedsLock(belief);
            if (next == _state)
                return null;
            _state = next;
            return new DriftChange(next, belief);
        }
    }

    /// <summary>What it knows.</summary>
    public BackendDriftSnapshot Capture() => new(State, Drift.Capture());

    /// <summary>Becomes what it was, as far as it is still believed.</summary>
    /// <exception cref="InvalidDataException">No such belief can have been.</exception>
    public void Restore(BackendDriftSnapshot snapshot, double keep)
    {
        Drift.Restore(snapshot.Drift, keep);
        lock (_lock)
            _state = snapshot.State;
    }

    private DriftState Next_NeedsLock(DriftBelief belief)
    {
        if (belief.Observations < LeastObservations)
            return _state;
        if (belief.CertainDrift > LeastWrong)
            return DriftState.WrongTokenizer;
        if (Math.Abs(belief.Factor - 1) < EndOfDrift)
            return DriftState.None;
        if (_state == DriftState.None)
            return belief.CertainDrift > LeastDrift ? DriftState.Drifting : DriftState.None;
        // Between the borders what holds goes on holding; from wrong it goes back by a part of the way.
        return _state == DriftState.WrongTokenizer && Math.Abs(belief.Factor - 1) > 0.8 * LeastWrong
            ? DriftState.WrongTokenizer
            : DriftState.Drifting;
    }
}
