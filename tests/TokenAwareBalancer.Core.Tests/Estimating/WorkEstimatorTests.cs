using TokenAwareBalancer.Learning;
using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Estimating;

public sealed class WorkEstimatorTests
{
    [Theory]
    [InlineData(null, 1, 256, 177, 589, WorkEstimate.Unlimited)]
    [InlineData(4000, 1, 256, 177, 589, 4000)]
    [InlineData(100, 1, 83, 100, 100, 100)]
    [InlineData(1, 1, 1, 1, 1, 1)]
    [InlineData(null, 4, 1024, 866, 1690, WorkEstimate.Unlimited)]
    public void Estimate_NothingLearned_IsTheExponentialOfThePriorWithinTheCap(
        int? capTokens, int completions, long mean, long p50, long p90, long limitTokens)
    {
        var estimate = WorkEstimator.Estimate(Request(capTokens, completions), new ModelBeliefs());

        Assert.Equal((7, limitTokens), (estimate.PromptTokens, estimate.OutputLimitTokens));
        Assert.Equal(
            (mean, p50, p90),
            (estimate.EstimatedOutputTokens, estimate.EstimatedOutputTokensP50, estimate.EstimatedOutputTokensP90));
    }

    [Fact]
    public void Estimate_ApiWithoutOutput_ExpectsNone()
    {
        var estimate = WorkEstimator.Estimate(Request(0, 1), new ModelBeliefs());

        Assert.Equal(new WorkEstimate(7, 0, 0), estimate);
        Assert.Equal(0, estimate.EstimateRemainingOutputTokens(0));
    }

    [Theory]
    [InlineData(1000, null, 1000)]
    [InlineData(1000, 300, 300)]
    [InlineData(40, null, 40)]
    [InlineData(int.MaxValue, null, WorkEstimate.MostBelievedTokens)]
    public void Estimate_ClientSaysWhatItExpects_IsThatWithinTheCap(int hint, int? capTokens, long expected)
    {
        var request = Request(capTokens, 1) with { HintedOutputTokens = hint };

        var estimate = WorkEstimator.Estimate(request, new ModelBeliefs());

        Assert.Equal(expected, estimate.EstimatedOutputTokens);
        Assert.InRange(estimate.EstimatedOutputTokensP90, estimate.EstimatedOutputTokensP50, capTokens ?? 3L * hint);
        // The prior forgets how long an answer is already: so does what is stretched from it.
        if (capTokens is null && hint < int.MaxValue)
            Assert.InRange(estimate.EstimateRemainingOutputTokens(100), 0.97 * hint, 1.03 * hint);
    }

    [Fact]
    public void Remaining_AnswersOfTwoKinds_IsThatOfTheLongKindOnceItIsLonger()
    {
        var beliefs = new ModelBeliefs();
        for (var i = 0; i < 1000; i++)
            beliefs.ObserveOutput(i % 10 == 0 ? 1000 : 50, 1);

        var estimate = WorkEstimator.Estimate(Request(null, 1), beliefs);

        Assert.InRange(estimate.EstimatedOutputTokens, 130, 170);
        Assert.InRange(estimate.EstimateRemainingOutputTokens(100), 800, 1000);
        Assert.InRange(estimate.EstimateRemainingOutputTokens(900), 60, 200);
    }

    [Fact]
    public void Remaining_WithinALimit_IsNeverMoreThanItLeaves()
    {
        var estimate = WorkEstimator.Estimate(Request(100, 2), new ModelBeliefs());

        Assert.All(Enumerable.Range(0, 300), seen => Assert.InRange(
            estimate.EstimateRemainingOutputTokens(seen), Math.Min(1, Math.Max(0, 200 - seen)), Math.Max(0, 200 - seen)));
    }

    [Fact]
    public void Estimate_MeanLearned_ReplacesThePrior()
    {
        var beliefs = new ModelBeliefs();
        for (var i = 0; i < 500; i++)
            beliefs.ObserveOutput(40, 1);

        Assert.InRange(WorkEstimator.Estimate(Request(null, 1), beliefs).EstimatedOutputTokens, 39, 42);
    }

    [Fact]
    public void Estimate_LargestNumbers_DoNotOverflow() =>
        Assert.True(WorkEstimator.Estimate(Request(int.MaxValue, int.MaxValue), new ModelBeliefs()).OutputLimitTokens > 0);

    private static RequestProfile Request(int? capTokens, int completions) => new(
        new RequestOutline { MaxOutputTokens = capTokens, Completions = completions },
        "m",
        new PromptCount(Tokens: 7, IsExact: true, TextBytes: 0, FormatTokens: 0));
}
