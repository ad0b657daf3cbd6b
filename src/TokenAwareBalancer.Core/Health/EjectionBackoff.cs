namespace TokenAwareBalancer.Health;

/// <summary>How long the next ejection lasts: twice as long as the one before, up to a limit.</summary>
/// <remarks>Begins anew after the backend has been well for as long as the longest. Not thread-safe.</remarks>
internal sealed class EjectionBackoff
{
    private double _firstSeconds;
    private double _longestSeconds;
    private int _ejections;
    private double _wellSinceSeconds = double.PositiveInfinity;

    public EjectionBackoff(HealthSettings settings) => Configure(settings);

    /// <summary>Other times from the next ejection on; how often it was ejected is not forgotten.</summary>
    public void Configure(HealthSettings settings)
    {
        _firstSeconds = settings.Ejection.TotalSeconds;
        _longestSeconds = settings.LongestEjection.TotalSeconds;
    }

    /// <summary>The backend is healthy from now on.</summary>
    public void OnWell(double nowSeconds) => _wellSinceSeconds = nowSeconds;

    /// <returns>How long it stays out.</returns>
    public double NextSeconds(double nowSeconds)
    {
        if (nowSeconds - _wellSinceSeconds >= _longestSeconds)
            _ejections = 0;
        _wellSinceSeconds = double.PositiveInfinity;
        // Beyond 30 doublings any first time has long passed the limit.
        return Math.Min(_longestSeconds, _firstSeconds * Math.Pow(2, Math.Min(30, _ejections++)));
    }
}
