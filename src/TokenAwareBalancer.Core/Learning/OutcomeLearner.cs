using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Learning;

/// <summary>The stage Learning: folds what happened into what is believed.</summary>
public static class OutcomeLearner
{
    /// <summary>
    /// Learns from whole answers only: an answer cut by its client says nothing about how long answers are.
    /// </summary>
    public static void Learn(in RequestProfile request, in Outcome outcome, ModelBeliefs beliefs)
    {
        if (!outcome.IsWholeAnswer)
            return;
        // Of how long answers are, one that has no output says nothing.
        if (request.HasOutput && outcome.ObservedOutputTokens is { } outputTokens)
            beliefs.ObserveOutput(outputTokens, request.Completions);
        // The tokens of an image are a guess: what is left after subtracting it would teach that guess's error.
        if (outcome.ObservedPromptTokens is { } promptTokens && !request.Outline.HasGuessedTokens)
            beliefs.ObservePrompt(request.Prompt.TextBytes, promptTokens - request.Prompt.FormatTokens);
    }
}
