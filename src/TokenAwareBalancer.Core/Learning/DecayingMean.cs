using TokenAwareBalancer.Learning.Snapshots;

namespace TokenAwareBalancer.Learning;

/// <summary>A ratio of two sums that starts at a prior and forgets slowly.</summary>
/// <remarks>
/// <c>mean = Σ numerator / Σ denominator</c>. Each observation multiplies what came before by
/// <c>1 − 1/memory</c>, so the mean follows a change within about <c>memory</c> observations. The prior is worth a
/// stated amount of denominator and fades like everything else. State is guarded by <c>_lock</c>; reading is lock-free.
/// </remarks>
public sealed class DecayingMean
{
    private readonly Lock _lock = new();
    private readonly double _keep;
    private readonly double _priorWeight;
    private double _numerator;
    private double _denominator;
    private double _mean;

    /// <param name="prior">The mean before anything is known.</param>
    /// <param name="priorWeight">How much denominator the prior is worth.</param>
    /// <param name="memoryObservations">How many observations are remembered, in the exponential sense.</param>
    public DecayingMean(double prior, double priorWeight, int memoryObservations)
    {
        _numerator = prior * priorWeight;
        _denominator = priorWeight;
        _priorWeight = priorWeight;
        _mean = prior;
        _keep = 1 - (1.0 / memoryObservations);
    }

    /// <summary>Whether more is known than the prior.</summary>
    public bool HasLearned { get; private set; }

    public double Value => Volatile.Read(ref _mean);

    public void Observe(double numerator, double denominator = 1)
    {
        lock (_lock)
        {
            _numerator = (_numerator * _keep) + numerator;
            _denominator = (_denominator * _keep) + denominator;
            HasLearned = true;
            Volatile.Write(ref _mean, _numerator / _denominator);
        }
    }

    /// <summary>What it knows.</summary>
    public MeanSnapshot Capture()
    {
        lock (_lock)
            return new MeanSnapshot(_numerator, _denominator);
    }

    /// <summary>Becomes what it was, as far as it is still believed: never less than a prior would be.</summary>
    /// <exception cref="InvalidDataException">No such mean can have been.</exception>
    public void Restore(MeanSnapshot snapshot, double keep)
    {
        var mean = SnapshotNumbers.Checked(snapshot.Numerator / SnapshotNumbers.Positive(snapshot.Denominator));
        lock (_lock)
        {
            _denominator = Math.Max(snapshot.Denominator * keep, Math.Min(snapshot.Denominator, _priorWeight));
            _numerator = mean * _denominator;
            HasLearned = true;
            Volatile.Write(ref _mean, mean);
        }
    }
}
