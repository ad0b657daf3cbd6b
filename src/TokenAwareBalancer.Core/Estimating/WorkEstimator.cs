using TokenAwareBalancer.Learning;
using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Estimating;

/// <summary>The stage Estimating: what an understood request will cost.</summary>
public static class WorkEstimator
{
    /// <summary>
    /// <c>output = min(the request's cap, mean output of the model) × completions</c>. Never fails: without beliefs
    /// the prior of <see cref="ModelBeliefs"/> stands.
    /// </summary>
    public static WorkEstimate Estimate(in RequestProfile request, ModelBeliefs beliefs)
    {
        var meanTokens = (long)Math.Ceiling(beliefs.MeanOutputTokens);
        var capTokens = request.MaxOutputTokens ?? WorkEstimate.Unlimited;
        var limitTokens = capTokens == WorkEstimate.Unlimited ? capTokens : capTokens * request.Completions;
        return new WorkEstimate(
            PromptTokens(request, beliefs), Math.Min(capTokens, meanTokens) * request.Completions, limitTokens)
        {
            EstimatedPromptErrorTokens = request.Prompt.EstimatedErrorTokens,
            IsStreamed = request.Outline.IsStreaming,
        };
    }

    /// <summary>What the engine will say of a prompt that our tokenizer has counted; else the estimate.</summary>
    private static long PromptTokens(in RequestProfile request, ModelBeliefs beliefs) =>
        request.Prompt.Script is null
            ? beliefs.Drift.Belief.Correct(
                request.PromptTokens, request.Prompt.TextTokens, request.Outline.MessageCount)
            : request.PromptTokens;
}
