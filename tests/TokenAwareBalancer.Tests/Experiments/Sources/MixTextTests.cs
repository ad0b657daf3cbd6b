namespace TokenAwareBalancer.Experiments.Sources;

public sealed class MixTextTests
{
    [Fact]
    public void LogNormal_HasTheMediansAndTheSpreadThatWereAsked()
    {
        var requests = MixText.Parse("lognormal:in=400,out=150,sigma=1").Take(20_000, seed: 1, atOwnTimes: false);

        Assert.InRange(Median(requests.Select(one => one.PromptTokens)), 390, 410);
        Assert.InRange(Median(requests.Select(one => one.OutputTokens)), 146, 154);
        Assert.InRange(requests.Average(one => one.PromptTokens), 400 * 1.6, 400 * 1.7);
    }

    [Fact]
    public void Tenants_ShareTheirOwnPrefix_AndTheFirstHasTheMost()
    {
        var requests = MixText.Parse("tenants:count=5,skew=1,prefix=1100").Take(5000, seed: 1, atOwnTimes: false);

        Assert.All(requests, one => Assert.True(one.PromptTokens > 1100));
        Assert.All(requests.GroupBy(one => one.Tenant), tenant =>
            Assert.Single(tenant.Select(one => string.Join(',', one.BlockIds.ToArray())).Distinct()));
        // 68 KV blocks of 16 are in 1,100 tokens: four times 17.
        Assert.Equal(20, requests.SelectMany(one => one.BlockIds.ToArray()).Distinct().Count());
        Assert.All(requests, one => Assert.Equal(272, one.BlockTokens));
        // 1 / (1 + 1/2 + 1/3 + 1/4 + 1/5)
        Assert.InRange(requests.Count(one => one.Tenant == 0) / 5000.0, 0.41, 0.47);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(15, 0)]
    [InlineData(16, 16)]
    [InlineData(500, 496)]
    [InlineData(1000, 992)]
    [InlineData(2048, 2048)]
    [InlineData(16 * 1009, 16 * 1009)]
    public void Tenants_ShareAllKvBlocksThatTheirPrefixFills(int prefix, int sharedTokens)
    {
        var request = MixText.Parse($"tenants:prefix={prefix}").Take(1, seed: 1, atOwnTimes: false)[0];

        Assert.Equal(sharedTokens, request.BlockIds.Length * request.BlockTokens);
        Assert.Equal(0, request.BlockTokens % 16);
    }

    [Theory]
    [InlineData("conversation", 1100, 1210)]
    [InlineData("fixed:in=77,out=3", 77, 77)]
    public void Mix_Named_HasItsMean(string text, double least, double most) =>
        Assert.InRange(
            MixText.Parse(text).Take(20_000, 1, atOwnTimes: false).Average(one => one.PromptTokens), least, most);

    private static double Median(IEnumerable<int> values) => values.Order().ElementAt(10_000);
}
