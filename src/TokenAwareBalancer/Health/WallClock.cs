namespace TokenAwareBalancer.Health;

/// <summary>Turns the seconds that health is told in into times of day.</summary>
internal sealed class WallClock
{
    private readonly TimeProvider _time;

    public WallClock(TimeProvider time) => _time = time;

    /// <summary>The clock that the gate uses: seconds since some moment.</summary>
    public double NowSeconds => _time.GetElapsedTime(0).TotalSeconds;

    public DateTimeOffset At(double seconds) => _time.GetUtcNow().AddSeconds(seconds - NowSeconds);
}
