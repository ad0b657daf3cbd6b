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
            request.PromptTokens, Math.Min(capTokens, meanTokens) * request.Completions, limitTokens);
    }
}
