namespace TokenAwareBalancer.Pacing;

/// <summary>How far predictions have been off lately: bias, median and 95th percentile of the relative error.</summary>
/// <remarks>
/// A histogram of <c>|predicted / observed − 1|</c> in bounds a quarter apart, of which each new one lets
/// <c>1 − 1/500</c> stand: 500 predictions are remembered. State is guarded by <c>_lock</c>.
/// </remarks>
internal sealed class ErrorTracker
{
    private const double FirstBound = 0.002;
    private const double Step = 1.25;
    private const int Bounds = 40; // up to 15 times
    private const double Keep = 1 - (1.0 / 500);

    private readonly Lock _lock = new();
    private readonly double[] _weights = new double[Bounds + 1];
    private double _weight;
    private double _biased;
    private long _observations;

    public void Observe(double predicted, double observed)
    {
        if (!(observed > 0) || !double.IsFinite(predicted))
            return;
        var error = (predicted / observed) - 1;
        lock (_lock)
        {
            for (var i = 0; i <= Bounds; i++)
                _weights[i] *= Keep;
            _weights[BucketOf(Math.Abs(error))]++;
            _weight = (_weight * Keep) + 1;
            // One wild answer must not be the bias of all.
            _biased = (_biased * Keep) + Math.Clamp(error, -1, 1);
            _observations++;
        }
    }

    public ErrorReading Read()
    {
        lock (_lock)
        {
            return _observations == 0
                ? default
                : new(_observations, _biased / _weight, Quantile_NeedsLock(0.5), Quantile_NeedsLock(0.95));
        }
    }

    private static int BucketOf(double error) =>
        error <= FirstBound ? 0 : Math.Min(Bounds, 1 + (int)(Math.Log(error / FirstBound) / Math.Log(Step)));

    private double Quantile_NeedsLock(double part)
    {
        var left = part * _weight;
        for (var bucket = 0; bucket <= Bounds; bucket++)
        {
            if (left <= _weights[bucket])
            {
                var upper = FirstBound * Math.Pow(Step, bucket);
                var lower = bucket == 0 ? 0 : upper / Step;
                return lower + ((upper - lower) * left / _weights[bucket]);
            }

            left -= _weights[bucket];
        }

        return FirstBound * Math.Pow(Step, Bounds);
    }
}
