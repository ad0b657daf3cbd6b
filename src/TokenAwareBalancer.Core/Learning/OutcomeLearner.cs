using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Learning;

/// <summary>The stage Learning: folds what happened into what is believed.</summary>
public static class OutcomeLearner
{
    /// <summary>
    /// Learns from whole answers only: an answer cut by its client says nothing about how long answers are.
    /// </summary>
    /// <param name="request">What was asked.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="beliefs">What is believed of its model.</param>
    /// <param name="backend">Who answered.</param>
    /// <param name="work">What it was expected to be; null when nothing was.</param>
    /// <param name="nowSeconds">
    /// On any clock, the same for all calls and those of <see cref="WorkEstimator"/>; without it no time passes.
    /// </param>
    /// <returns>Whether that backend's counts have begun to differ from ours, or ceased to; null for neither.</returns>
    public static DriftChange? Learn(
        in RequestProfile request, in Outcome outcome, ModelBeliefs beliefs, string backend,
        in WorkEstimate? work = null, double nowSeconds = 0)
    {
        if (!outcome.IsWholeAnswer)
            return null;
        // Of how long answers are, one that has no output says nothing.
        if (request.HasOutput && outcome.ObservedOutputTokens is { } outputTokens)
            LearnOutput(request, outputTokens, beliefs, work, nowSeconds);
        // The tokens of an image are a guess: what is left after subtracting it would teach that guess's error.
        if (outcome.ObservedPromptTokens is { } promptTokens && !request.Outline.HasGuessedTokens)
            return LearnPrompt(request, promptTokens, beliefs, backend);
        return null;
    }

    private static void LearnOutput(
        in RequestProfile request, long outputTokens, ModelBeliefs beliefs, in WorkEstimate? work, double nowSeconds)
    {
        // Before it is learned from, and not where the client's word stood for the estimate.
        if (work is { } estimate && request.HintedOutputTokens is null)
            beliefs.OutputErrors.Observe(estimate, outputTokens, request.Completions);
        beliefs.ObserveOutput(request, outputTokens, nowSeconds);
    }

    private static DriftChange? LearnPrompt(
        in RequestProfile request, long observedTokens, ModelBeliefs beliefs, string backend)
    {
        var prompt = request.Prompt;
        beliefs.ObservePrompt(prompt.TextBytes, observedTokens - prompt.FormatTokens, prompt.Script);
        // How a template prints tools is its own affair, and would be taken for another vocabulary.
        return prompt.IsExact && !request.Outline.HasTools
            ? beliefs.ObserveCount(
                backend, prompt.Tokens, prompt.TextTokens, request.Outline.MessageCount, observedTokens)
            : null;
    }
}
