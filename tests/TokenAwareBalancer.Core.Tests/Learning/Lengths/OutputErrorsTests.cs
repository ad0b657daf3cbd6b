using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Learning.Lengths;

public sealed class OutputErrorsTests
{
    private readonly OutputErrors _errors = new();

    [Fact]
    public void Errors_KnownEstimates_AreTheirMeans()
    {
        var estimate = Estimate(Request());
        for (var answer = 0; answer < 400; answer++)
            _errors.Observe(estimate, answer % 4 == 0 ? 600 : 100, completions: 1);

        // Three quarters within the p50 of 177, none of the others within the p90 of 589.
        Assert.Equal(400, _errors.Observations);
        Assert.Equal(0.75, _errors.CoverageOfP50, 0.01);
        Assert.Equal(0.75, _errors.CoverageOfP90, 0.01);
        Assert.Equal((0.75 * 156) + (0.25 * 344), _errors.MeanAbsoluteErrorTokens, 3.0);
        Assert.Equal(((0.75 * 156) + (0.25 * 344)) / 225, _errors.RelativeError, 0.02);
    }

    [Fact]
    public void Coverage_QuantileIsTheLimit_IsNotJudged()
    {
        var estimate = Estimate(Request(capTokens: 200));
        for (var answer = 0; answer < 100; answer++)
            _errors.Observe(estimate, 200, completions: 1);

        Assert.Equal(0.9, _errors.CoverageOfP90, 1e-9);
        Assert.Equal(0, _errors.CoverageOfP50, 0.01);
    }

    [Fact]
    public void Learn_EstimateOfTheRequest_IsJudgedBeforeItIsLearnedFrom()
    {
        var beliefs = new ModelBeliefs();
        var request = Request();

        Learn(beliefs, request, Estimate(request), outputTokens: 100);
        Learn(beliefs, request with { HintedOutputTokens = 5 }, Estimate(request), outputTokens: 100);

        Assert.Equal(1, beliefs.OutputErrors.Observations);
        Assert.Equal(156, beliefs.OutputErrors.MeanAbsoluteErrorTokens, 0.1);
    }

    private static void Learn(ModelBeliefs beliefs, RequestProfile request, WorkEstimate work, long outputTokens) =>
        OutcomeLearner.Learn(
            request, new Outcome(OutcomeKind.Completed, 200, null, outputTokens, null, 1), beliefs, "b", work);

    private static WorkEstimate Estimate(RequestProfile request) => WorkEstimator.Estimate(request, new ModelBeliefs());

    private static RequestProfile Request(int? capTokens = null) => new(
        new RequestOutline { MaxOutputTokens = capTokens, Completions = 1 }, "m", new PromptCount(7, true, 0, 0));
}
