using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Choosing.Rivals;

public sealed class VllmDpPolicyTests
{
    private static readonly WorkEstimate Work = TestFleet.Work(100);

    private readonly VllmDpPolicy _policy = new();

    [Theory]
    [InlineData(1, 0, 0, 3, 1)]
    [InlineData(1, 0, 0, 5, 0)]
    [InlineData(2, 10, 4, 0, 1)]
    [InlineData(2, 7, 4, 0, 0)]
    public void VllmDp_WaitingRequest_CountsAsFourRunning(
        long waiting, long running, long otherWaiting, long otherRunning, int chosen) => Assert.Equal(
        chosen,
        _policy.ChooseSlot(
            Work,
            1,
            Candidates.With(0).Saying(waiting, running),
            Candidates.With(1).Saying(otherWaiting, otherRunning)));

    /// <summary>0 and 6; then 4 and 6; then 8 and 6; then 8 and 10.</summary>
    [Fact]
    public void VllmDp_UntilTheNextReading_CountsWhatItHasSentAsWaiting()
    {
        var chosen = Enumerable.Range(0, 4).Select(_ => Choose(readAtSeconds: 1));

        Assert.Equal([0, 0, 1, 0], chosen);
    }

    [Fact]
    public void VllmDp_NewReading_TakesThePlaceOfWhatWasSent()
    {
        for (var i = 0; i < 3; i++)
            Choose(readAtSeconds: 1);

        Assert.Equal([0, 0, 1], Enumerable.Range(0, 3).Select(_ => Choose(readAtSeconds: 1.1)));
    }

    [Fact]
    public void VllmDp_EngineThatSaysNothing_HasOnlyWhatWasSent()
    {
        var first = _policy.ChooseSlot(Work, 1, Candidates.With(0, requests: 50), Candidates.With(1).Saying(0, 1));
        var second = _policy.ChooseSlot(Work, 1, Candidates.With(0, requests: 51), Candidates.With(1).Saying(0, 1));

        Assert.Equal((0, 1), (first, second));
    }

    private int Choose(double readAtSeconds) => _policy.ChooseSlot(
        Work,
        2,
        Candidates.With(0).Saying(0, 0, atSeconds: readAtSeconds),
        Candidates.With(1).Saying(0, 6, atSeconds: readAtSeconds));
}
