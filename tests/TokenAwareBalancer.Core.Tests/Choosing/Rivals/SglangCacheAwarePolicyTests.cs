using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Choosing.Rivals;

public sealed class SglangCacheAwarePolicyTests
{
    private readonly SglangCacheAwarePolicy _policy = new();

    [Theory]
    // More than 32 apart, and more than 1.1 times: 33 and 0, 401 and 364. Not so: 32 and 0, 400 and 364 (400.4).
    [InlineData(33, 0, 1)]
    [InlineData(32, 0, 0)]
    [InlineData(401, 364, 1)]
    [InlineData(400, 364, 0)]
    public void SglangCacheAware_RequestsApart_GoBeforeTheCache(long requests, long otherRequests, int chosen) =>
        Assert.Equal(
            chosen,
            _policy.ChooseSlot(
                TestFleet.Work(1000),
                0,
                Candidates.With(0, requests, cached: 900),
                Candidates.With(1, otherRequests, cached: 600)));

    [Theory]
    [InlineData(501, 0)]
    [InlineData(500, 1)]
    public void SglangCacheAware_HalfThePrompt_IsNotEnough(long cached, int chosen)
    {
        Send(slot: 0, tokens: 100);

        Assert.Equal(chosen, _policy.ChooseSlot(
            TestFleet.Work(1000), 0, Candidates.With(0, cached: cached), Candidates.With(1)));
    }

    [Fact]
    public void SglangCacheAware_NothingCached_TakesTheSmallestTree()
    {
        Send(slot: 0, tokens: 300);
        Send(slot: 1, tokens: 1000, cached: 800);
        Send(slot: 2, tokens: 250);

        Assert.Equal(1, Choose(nowSeconds: 0));
    }

    [Fact]
    public void SglangCacheAware_AfterHalfAMinute_TreesAreCut()
    {
        Send(slot: 0, tokens: 100_000);
        Send(slot: 1, tokens: 2_501);
        Send(slot: 2, tokens: 2_500);
        Assert.Equal(2, Choose(nowSeconds: 29.9));

        // It has 1,000 more: all three are cut to 2,500, and take turns.
        Assert.Equal([0, 1, 2], Enumerable.Range(30, 3).Select(second => Choose(second)).Order());
    }

    private int Choose(double nowSeconds) => _policy.ChooseSlot(
        TestFleet.Work(1000), nowSeconds, Candidates.With(0), Candidates.With(1), Candidates.With(2));

    private void Send(int slot, long tokens, long cached = 0) =>
        _policy.ChooseSlot(TestFleet.Work(tokens), 0, Candidates.With(slot, cached: cached));
}
