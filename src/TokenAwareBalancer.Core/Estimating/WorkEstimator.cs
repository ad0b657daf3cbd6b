using TokenAwareBalancer.Learning;
using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Estimating;

/// <summary>The stage Estimating: what an understood request will cost.</summary>
public static class WorkEstimator
{
    /// <summary>
    /// Output as <see cref="OutputForecast"/> says, by who asks and how long the prompt is; none where nothing is
    /// generated. Never fails: without beliefs the prior of <see cref="ModelBeliefs"/> stands.
    /// </summary>
    /// <param name="request">What is asked.</param>
    /// <param name="beliefs">What is believed of its model.</param>
    /// <param name="nowSeconds">
    /// On any clock, the same for all calls and those of <see cref="OutcomeLearner"/>; without it no time passes.
    /// </param>
    public static WorkEstimate Estimate(in RequestProfile request, ModelBeliefs beliefs, double nowSeconds = 0)
    {
        var promptTokens = PromptTokens(request, beliefs);
        if (!request.HasOutput)
            return new WorkEstimate(promptTokens, 0, 0)
            {
                EstimatedPromptErrorTokens = request.Prompt.EstimatedErrorTokens,
            };
        var forecast = new OutputForecast(
            beliefs.Lengths.Believe(request.Tenant, request.PromptTokens, nowSeconds),
            request.MaxOutputTokens ?? double.PositiveInfinity,
            Math.Max(1, request.Completions),
            request.HintedOutputTokens);
        return new WorkEstimate(promptTokens, Whole(forecast.MeanTokens), LimitTokens(request))
        {
            EstimatedPromptErrorTokens = request.Prompt.EstimatedErrorTokens,
            IsStreamed = request.Outline.IsStreaming,
            EstimatedOutputTokensP50 = Whole(forecast.Quantile(0.5)),
            EstimatedOutputTokensP90 = Whole(forecast.Quantile(0.9)),
            Forecast = forecast,
        };
    }

    private static long LimitTokens(in RequestProfile request) => request.MaxOutputTokens is { } capTokens
        ? (long)capTokens * request.Completions
        : WorkEstimate.Unlimited;

    private static long Whole(double tokens) =>
        (long)Math.Clamp(Math.Round(tokens), 1, WorkEstimate.MostBelievedTokens);

    /// <summary>What the engine will say of a prompt that our tokenizer has counted; else the estimate.</summary>
    private static long PromptTokens(in RequestProfile request, ModelBeliefs beliefs) =>
        request.Prompt.Script is null
            ? beliefs.Drift.Belief.Correct(
                request.PromptTokens, request.Prompt.TextTokens, request.Outline.MessageCount)
            : request.PromptTokens;
}
