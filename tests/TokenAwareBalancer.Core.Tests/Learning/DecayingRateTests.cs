namespace TokenAwareBalancer.Learning;

public sealed class DecayingRateTests
{
    private readonly DecayingRate _rate = new(TimeSpan.FromSeconds(30));

    [Fact]
    public void Rate_NothingObserved_IsUnknown() => Assert.Null(_rate.ReadPerSecond(100));

    [Fact]
    public void Rate_SteadyFromTheStart_IsRightWithinSeconds()
    {
        for (var second = 0; second <= 10; second++)
            _rate.Add(50, second);

        Assert.InRange(_rate.ReadPerSecond(10)!.Value, 45, 60);
    }

    [Fact]
    public void Rate_WorkStops_FadesWithItsMemory()
    {
        for (var second = 0; second < 300; second++)
            _rate.Add(50, second);

        Assert.InRange(_rate.ReadPerSecond(330)!.Value / 50, 0.33, 0.40);
    }

    [Fact]
    public void Rate_ClockReadEarlierThanLastObservation_IsNotNegativeTime()
    {
        _rate.Add(10, 5);
        _rate.Add(10, 8);

        Assert.True(_rate.ReadPerSecond(7) > 0);
    }
}
