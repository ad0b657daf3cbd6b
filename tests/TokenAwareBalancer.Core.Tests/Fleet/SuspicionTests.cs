namespace TokenAwareBalancer.Fleet;

public sealed class SuspicionTests
{
    private readonly Suspicion _suspicion = new();

    [Fact]
    public void Suspicion_NoFailure_DoesNotHold() => Assert.False(_suspicion.Holds(0));

    [Fact]
    public void Suspicion_FailuresInARow_HoldsTwiceAsLongEachTimeUpToThirtySeconds()
    {
        var now = 0.0;
        foreach (var seconds in (double[])[1, 2, 4, 8, 16, 30, 30])
        {
            _suspicion.OnFailure(now);
            Assert.True(_suspicion.Holds(now + (seconds * 0.99)));
            Assert.False(_suspicion.Holds(now + seconds));
            now += seconds;
        }
    }

    [Fact]
    public void Suspicion_ManyFailTogether_CountsThemAsOne()
    {
        for (var request = 0; request < 50; request++)
            _suspicion.OnFailure(0.01 * request);

        Assert.False(_suspicion.Holds(1));
    }

    [Fact]
    public void Suspicion_Answer_EndsItAndForgetsTheRow()
    {
        for (var failure = 0; failure < 5; failure++)
            _suspicion.OnFailure(failure * 100);
        _suspicion.OnAnswer();

        Assert.False(_suspicion.Holds(400));
        _suspicion.OnFailure(500);
        Assert.False(_suspicion.Holds(501));
    }
}
