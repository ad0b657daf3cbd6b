namespace TokenAwareBalancer.Demo.Scenarios;

public sealed class SerialWorkloadTests
{
    [Theory]
    [InlineData(0.5, 30, 15, 15)]
    [InlineData(0.8, 12, 24, 24)]
    public void Plan_AnySeed_HasTheArticlesProportions(double heavyPart, int small, int large, int huge)
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var sizes = SizesOf(heavyPart, seed).CountBy(tokens => tokens).ToDictionary();

            Assert.Equal(small, sizes[SerialWorkload.SmallTokens]);
            Assert.Equal(large, sizes[SerialWorkload.LargeTokens]);
            Assert.Equal(huge, sizes[SerialWorkload.HugeTokens]);
        }
    }

    [Fact]
    public void Plan_SameSeed_HasTheSameOrder() => Assert.Equal(SizesOf(0.5, 7), SizesOf(0.5, 7));

    [Fact]
    public void Plan_OtherSeed_HasAnotherOrder() => Assert.NotEqual(SizesOf(0.5, 7), SizesOf(0.5, 8));

    private static int[] SizesOf(double heavyPart, int seed) =>
        [.. SerialWorkload.Plan(heavyPart, seed).Select(request => request.PromptTokens)];
}
