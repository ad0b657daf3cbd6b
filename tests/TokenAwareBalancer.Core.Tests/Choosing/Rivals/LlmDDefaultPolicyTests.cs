using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Choosing.Rivals;

public sealed class LlmDDefaultPolicyTests
{
    private static readonly WorkEstimate Work = TestFleet.Work(1000);

    private readonly LlmDDefaultPolicy _policy = new();

    [Theory]
    // 2·0 + 2·0.5 + 3·c against 2·1 + 2·0.1: 1.0, 1.9 and 2.5 against 2.2.
    [InlineData(1, 0.5, 0, 0, 0.9, 1)]
    [InlineData(1, 0.5, 300, 0, 0.9, 1)]
    [InlineData(1, 0.5, 500, 0, 0.9, 0)]
    // Equal queues are no difference: 2 + 1 against 2 + 0.2.
    [InlineData(7, 0.5, 0, 7, 0.9, 0)]
    // 39 waiting against 40 is 2 points too: 1.6 against 2.2.
    [InlineData(40, 0.2, 0, 39, 0.9, 1)]
    public void LlmDDefault_Points_AreForQueueKvAndPrefix(
        long waiting, double kvUse, long cached, long otherWaiting, double otherKvUse, int chosen) => Assert.Equal(
        chosen,
        _policy.ChooseSlot(
            Work,
            2,
            Candidates.With(0, cached: cached).Saying(waiting, kvUse: kvUse),
            Candidates.With(1).Saying(otherWaiting, kvUse: otherKvUse)));

    [Fact]
    public void LlmDDefault_UntilTheNextReading_SendsAllToTheSame()
    {
        // However much is sent there, and however old the reading is.
        var chosen = Enumerable.Range(0, 20).Select(sent => _policy.ChooseSlot(
            Work,
            nowSeconds: 1 + sent,
            Candidates.With(0, requests: sent, prefill: sent * 1000).Saying(0, kvUse: 0.4),
            Candidates.With(1).Saying(0, kvUse: 0.41)));

        Assert.All(chosen, slot => Assert.Equal(0, slot));
    }

    [Fact]
    public void LlmDDefault_EngineThatSaysNothing_IsTakenForAnEmptyOne() => Assert.Equal(0, _policy.ChooseSlot(
        Work, 2, Candidates.With(0, requests: 100), Candidates.With(1).Saying(0, kvUse: 0.01)));
}
