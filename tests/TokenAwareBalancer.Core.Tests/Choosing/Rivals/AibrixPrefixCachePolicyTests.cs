using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Choosing.Rivals;

public sealed class AibrixPrefixCachePolicyTests
{
    [Theory]
    // Eight apart, with mean 4 and σ 5.66, is even enough; nine is not.
    [InlineData(8, 0, 0)]
    [InlineData(9, 0, 1)]
    [InlineData(108, 100, 0)]
    [InlineData(109, 100, 1)]
    public void AibrixPrefixCache_MoreThanEightApart_TakesTheFewest(long requests, long otherRequests, int chosen) =>
        Assert.Equal(chosen, Choose((requests, 900), (otherRequests, 100)));

    /// <summary>
    /// 6, 0 and 0 have mean 2 and σ 3.46; 6, 1 and 0 have mean 2.33 and σ 3.21; 6, 3 and 0 have mean 3 and σ 3.
    /// </summary>
    [Fact]
    public void AibrixPrefixCache_BeyondMeanAndDeviation_IsPassedOver()
    {
        Assert.NotEqual(0, Choose((6, 900), (0, 0), (0, 0)));
        Assert.Equal(1, Choose((6, 900), (1, 200), (0, 0)));
        Assert.Equal(0, Choose((6, 900), (3, 0), (0, 0)));
    }

    [Fact]
    public void AibrixPrefixCache_SameWholePercent_TakesFewerRequests()
    {
        Assert.Equal(1, Choose((2, 509), (1, 500)));
        Assert.Equal(0, Choose((2, 510), (1, 500)));
    }

    [Fact]
    public void AibrixPrefixCache_LessThanOnePercent_IsAMatch() => Assert.Equal(0, Choose((2, 9), (1, 0)));

    [Fact]
    public void AibrixPrefixCache_NothingCached_TakesTheFewest() => Assert.Equal(1, Choose((3, 0), (1, 0), (2, 0)));

    private static int Choose(params (long Requests, long Cached)[] backends) =>
        new AibrixPrefixCachePolicy().ChooseSlot(
            TestFleet.Work(1000),
            0,
            [.. backends.Select((one, slot) => Candidates.With(slot, one.Requests, cached: one.Cached))]);
}
