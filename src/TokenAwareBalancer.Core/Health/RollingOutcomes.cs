namespace TokenAwareBalancer.Health;

/// <summary>Counts of successes and failures over the last window, forgotten bucket by bucket.</summary>
/// <remarks>Ten buckets: at most a tenth of the window too much is remembered. Not thread-safe.</remarks>
internal sealed class RollingOutcomes
{
    private const int Buckets = 10;

    private readonly (long Period, int Successes, int Failures)[] _buckets =
        new (long Period, int Successes, int Failures)[Buckets];

    private readonly double _bucketSeconds;

    public RollingOutcomes(TimeSpan window) => _bucketSeconds = window.TotalSeconds / Buckets;

    public void Add(bool isFailure, double nowSeconds)
    {
        var period = PeriodOf(nowSeconds);
        ref var bucket = ref _buckets[period % Buckets];
        if (bucket.Period != period)
            bucket = (period, 0, 0);
        if (isFailure)
            bucket.Failures++;
        else
            bucket.Successes++;
    }

    public (int Successes, int Failures) Read(double nowSeconds)
    {
        var oldest = PeriodOf(nowSeconds) - Buckets;
        var (successes, failures) = (0, 0);
        foreach (var bucket in _buckets)
        {
            if (bucket.Period <= oldest)
                continue;
            successes += bucket.Successes;
            failures += bucket.Failures;
        }

        return (successes, failures);
    }

    public void Clear() => Array.Clear(_buckets);

    // From 1, so that an empty bucket is always an old one.
    private long PeriodOf(double nowSeconds) => Buckets + 1 + (long)(Math.Max(0, nowSeconds) / _bucketSeconds);
}
