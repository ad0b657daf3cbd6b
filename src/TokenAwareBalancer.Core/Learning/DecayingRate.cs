namespace TokenAwareBalancer.Learning;

/// <summary>An amount per second over an exponential window, read for any moment without a timer.</summary>
/// <remarks>
/// <c>rate(t) = Σ xᵢ·e^(−(t−tᵢ)/τ) / (τ·(1−e^(−t/τ)))</c> on a clock that starts at 0 with what is measured: the
/// denominator is the weight that the window has had time to gather, so that the first minute is not read as a slow one.
/// State is guarded by <c>_lock</c>.
/// </remarks>
public sealed class DecayingRate
{
    private readonly Lock _lock = new();
    private readonly double _memorySeconds;
    private double _weightedAmount;
    private double _lastSeconds;

    public DecayingRate(TimeSpan memory) => _memorySeconds = memory.TotalSeconds;

    public void Add(double amount, double nowSeconds)
    {
        lock (_lock)
        {
            _weightedAmount = Projected_NeedsLock(nowSeconds) + amount;
            _lastSeconds = Math.Max(_lastSeconds, nowSeconds);
        }
    }

    /// <summary>The rate as of <paramref name="nowSeconds"/>, or null before the first second, and before anything has come.</summary>
    public double? ReadPerSecond(double nowSeconds)
    {
        lock (_lock)
        {
            if (nowSeconds < 1 || _weightedAmount == 0)
                return null;
            var gatheredSeconds = _memorySeconds * (1 - Math.Exp(-nowSeconds / _memorySeconds));
            return Projected_NeedsLock(nowSeconds) / gatheredSeconds;
        }
    }

    private double Projected_NeedsLock(double nowSeconds) =>
        _weightedAmount * Math.Exp(-Math.Max(0, nowSeconds - _lastSeconds) / _memorySeconds);
}
