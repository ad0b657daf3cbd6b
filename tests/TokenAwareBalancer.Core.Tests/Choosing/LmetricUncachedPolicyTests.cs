using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Choosing;

public sealed class LmetricUncachedPolicyTests
{
    [Theory]
    // p′·(N + 1) of 1,000 tokens: 100·9 and 1,000·1; 100·11 and 1,000; 400·3 and 1,000·2; 1,000·1 and 1,000·2.
    [InlineData(900, 8, 0, 0, 0)]
    [InlineData(900, 10, 0, 0, 1)]
    [InlineData(600, 2, 0, 1, 0)]
    [InlineData(0, 0, 0, 1, 0)]
    public void LmetricUncached_Product_WeighsWhatIsMissingAgainstTheBatch(
        long cached, long requests, long otherCached, long otherRequests, int chosen) => Assert.Equal(
        chosen,
        new LmetricUncachedPolicy().ChooseSlot(
            TestFleet.Work(1000),
            0,
            Candidates.With(0, requests, cached: cached),
            Candidates.With(1, otherRequests, cached: otherCached)));

    [Fact]
    public void LmetricUncached_PromptsThatWait_AreNotWeighed() => Assert.Equal(
        0,
        new LmetricUncachedPolicy().ChooseSlot(
            TestFleet.Work(1000), 0, Candidates.With(0, 1, prefill: 90_000, cached: 1), Candidates.With(1, 1)));
}
