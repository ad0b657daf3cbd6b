using TokenAwareBalancer.Learning;
using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Estimating;

public sealed class WorkEstimatorTests
{
    [Theory]
    [InlineData(null, 1, 256, WorkEstimate.Unlimited)]
    [InlineData(100, 1, 100, 100)]
    [InlineData(4000, 1, 256, 4000)]
    [InlineData(100, 3, 300, 300)]
    [InlineData(null, 4, 1024, WorkEstimate.Unlimited)]
    [InlineData(0, 1, 0, 0)]
    public void Estimate_NothingLearned_IsTheSmallerOfCapAndPriorTimesCompletions(
        int? capTokens, int completions, long expectedTokens, long limitTokens)
    {
        var estimate = WorkEstimator.Estimate(Request(capTokens, completions), new ModelBeliefs());

        Assert.Equal(new WorkEstimate(7, expectedTokens, limitTokens), estimate);
    }

    [Fact]
    public void Estimate_MeanLearned_ReplacesThePrior()
    {
        var beliefs = new ModelBeliefs();
        for (var i = 0; i < 500; i++)
            beliefs.ObserveOutput(40, 1);

        Assert.InRange(WorkEstimator.Estimate(Request(null, 1), beliefs).EstimatedOutputTokens, 40, 42);
    }

    [Fact]
    public void Estimate_LargestNumbers_DoNotOverflow() =>
        Assert.True(WorkEstimator.Estimate(Request(int.MaxValue, int.MaxValue), new ModelBeliefs()).OutputLimitTokens > 0);

    private static RequestProfile Request(int? capTokens, int completions) => new(
        new RequestOutline { MaxOutputTokens = capTokens, Completions = completions },
        "m",
        new PromptCount(Tokens: 7, IsExact: true, TextBytes: 0, FormatTokens: 0));
}
