using TokenAwareBalancer.Estimating;

namespace TokenAwareBalancer.Pacing;

/// <summary>Learns what the iterations of one engine cost.</summary>
/// <remarks>
/// <para>
/// Least squares that forgets: of what was learned a minute of the engine's work ago, 1/e still counts. A minute in
/// which it had nothing to do takes nothing away.
/// </para>
/// <para>
/// Robust: the median of the relative residuals is tracked by steps of a constant size, and beyond two deviations a row
/// weighs as much less as it is further off (Huber). Merged chunks, clients that pause and preemptions are few or far
/// off, and move little.
/// </para>
/// <para>
/// What is far off for most rows of the last forty is no outlier: the engine has changed. Then all that was learned is
/// taken for that of an engine slower or faster by the median factor, and counts for little, so that the rows to come
/// correct the rest. Guarded by the lock of its watch.
/// </para>
/// </remarks>
internal sealed class PaceLearner
{
    private const double MemoryMilliseconds = 60_000;
    private const double HuberDeviations = 2;

    /// <summary>Of normal residuals, the deviation for a median of their sizes of 1.</summary>
    private const double DeviationPerMedian = 1.48;

    private const double MedianStep = 0.025;
    private const double FirstMedian = 0.3;

    /// <summary>Forty rows are a second or two.</summary>
    private const double RecentKeep = 1 - (1.0 / 40);

    private const double ChangeFactor = 1.3;
    private const double ChangeShare = 0.7;
    private const double RowsBeforeChange = 120;

    /// <summary>Of what was learned before a change.</summary>
    private const double KeepAfterChange = 0.03;

    private const double LargestFactor = 30;
    private const int SolveEvery = 8;

    private static readonly double[] Prior = [1, 1, 1, 1, 1, 1];

    private readonly double[] _unknowns = [1, 1, 1, 1, 1, 1];
    private double _median = FirstMedian; // of gaps
    private double _firstTokenMedian = FirstMedian; // of which there are few, lest many gaps make them outliers
    private double _slowShare;
    private double _fastShare;
    private double _logFactor;
    private double _rowsSinceChange;

    public CostSums Sums { get; } = new();

    /// <summary>What it alone has taught, pulled towards the prior; for telling what is unusual.</summary>
    public IterationCosts OwnCosts { get; private set; } = EngineSpeed.Prior.Costs;

    /// <summary>What passes around the engine's work; only requests that had it to themselves tell.</summary>
    public double OverheadMilliseconds => _unknowns[^1] * CostSums.OverheadUnitMilliseconds;

    /// <summary>Those first tokens.</summary>
    public int FirstTokens { get; private set; }

    /// <summary>Relative deviation of a row.</summary>
    public double Noise => DeviationPerMedian * _median;

    /// <summary>All rows so far.</summary>
    public long Rows { get; private set; }

    /// <summary>How often it was found to be another engine than before.</summary>
    public int Changes { get; private set; }

    /// <summary>Learns from the time between two tokens of a stream.</summary>
    /// <param name="row">What was done meanwhile.</param>
    /// <param name="milliseconds">In what time.</param>
    public void ObserveGap(in IterationRow row, double milliseconds)
    {
        var predicted = row.EstimateMilliseconds(OwnCosts);
        if (!(milliseconds > 0) || !(predicted > 0))
            return;
        Add(row, milliseconds, predicted, ref _median);
        _rowsSinceChange++;
        NoteRecent(milliseconds / predicted);
        SolveNowAndThen();
    }

    /// <summary>Learns from the first token of a request that had the engine to itself.</summary>
    public void ObserveFirstToken(in IterationRow row, double milliseconds)
    {
        var predicted = row.EstimateMilliseconds(OwnCosts) + OverheadMilliseconds;
        if (!(milliseconds > 0) || !(predicted > 0))
            return;
        Add(row, milliseconds, predicted, ref _firstTokenMedian);
        FirstTokens++;
        Solve();
    }

    /// <summary>What was learned was read in the wrong way.</summary>
    public void Forget()
    {
        Sums.Clear();
        (_median, _firstTokenMedian, _rowsSinceChange) = (FirstMedian, FirstMedian, 0);
        Solve();
    }

    private void Add(in IterationRow row, double milliseconds, double predicted, ref double median)
    {
        var residual = Math.Abs((milliseconds / predicted) - 1);
        var excess = residual / (HuberDeviations * DeviationPerMedian * median);
        median = Math.Clamp(median * (residual > median ? 1 + MedianStep : 1 - MedianStep), 0.005, 1);
        Sums.Fade(Math.Exp(-Math.Min(milliseconds, 1000) / MemoryMilliseconds));
        Sums.Add(row, milliseconds, 1 / (predicted * predicted * Math.Max(1, excess)));
        Rows++;
    }

    private void SolveNowAndThen()
    {
        if (Rows <= 64 || Rows % SolveEvery == 0)
            Solve();
    }

    private void NoteRecent(double factor)
    {
        _slowShare = (_slowShare * RecentKeep) + (factor > ChangeFactor ? 1 - RecentKeep : 0);
        _fastShare = (_fastShare * RecentKeep) + (factor < 1 / ChangeFactor ? 1 - RecentKeep : 0);
        // The median of the logarithms, by steps.
        _logFactor += Math.Sign(Math.Log(factor) - _logFactor) * 0.1;
        if (_rowsSinceChange < RowsBeforeChange || Math.Max(_slowShare, _fastShare) < ChangeShare)
            return;
        Sums.Slow(Math.Clamp(Math.Exp(_logFactor), 1 / LargestFactor, LargestFactor), KeepAfterChange);
        (_slowShare, _fastShare, _logFactor, _rowsSinceChange) = (0, 0, 0, 0);
        (_median, _firstTokenMedian) = (FirstMedian, FirstMedian);
        Changes++;
        Solve();
    }

    private void Solve()
    {
        CostFit.Solve(Sums, Prior, Noise, certainty: 0, _unknowns);
        OwnCosts = CostSums.ToCosts(_unknowns);
    }
}
