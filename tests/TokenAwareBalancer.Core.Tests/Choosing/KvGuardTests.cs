using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Choosing;

public sealed class KvGuardTests
{
    private static readonly LedgerEntry InFlight = new(2, 0, DecodeTokens: 200, KvTokens: 500, PromptTokens: 400)
    {
        OwnKvTokens = 500,
    };

    // 500 + ½·200 are needed; the request adds p′ + ½ô, and 95 % of the cache is to be had.
    [Theory]
    [InlineData(1000, 300, 100, 0, true)]
    [InlineData(1000, 301, 100, 0, false)]
    [InlineData(1000, 300, 101, 0, false)]
    [InlineData(1000, 500, 100, 200, true)]
    [InlineData(1000, 501, 100, 200, false)]
    [InlineData(null, 1_000_000, 100, 0, true)]
    public void Request_BesideOthers_FitsByWhatItAndTheyAreExpectedToNeed(
        int? capacityTokens, long promptTokens, long outputTokens, long cachedTokens, bool fits) => Assert.Equal(
        fits,
        KvGuard.Fits(capacityTokens, InFlight, Work(promptTokens, outputTokens), cachedTokens));

    [Fact]
    public void Request_LargerThanAnEmptyCache_Fits() => Assert.True(
        KvGuard.Fits(1000, default, Work(5000, 100), cachedTokens: 0));

    [Fact]
    public void Request_LargerThanTheCacheBesideOthers_IsTheEnginesToRefuse() => Assert.True(
        KvGuard.Fits(1000, InFlight, Work(1001, 100), cachedTokens: 0));

    private static WorkEstimate Work(long promptTokens, long outputTokens) =>
        new(promptTokens, outputTokens, WorkEstimate.Unlimited);
}
