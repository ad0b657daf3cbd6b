namespace TokenAwareBalancer.Workloads.Mixes;

/// <summary>Kinds of requests in fixed shares, in random order.</summary>
/// <param name="Description">For the head of a report.</param>
/// <param name="Parts">One or more.</param>
internal sealed record RequestMix(string Description, IReadOnlyList<MixPart> Parts)
{
    /// <summary>The mean of what is drawn.</summary>
    public (double PromptTokens, double OutputTokens) MeanTokens =>
        (Parts.Sum(part => part.Share * part.Prompt.DrawnMeanTokens),
         Parts.Sum(part => part.Share * part.Answer.DrawnMeanTokens));

    public static RequestMix Fixed(int promptTokens, int outputTokens) =>
        new("all alike", [new(1, TokenLengths.Fixed(promptTokens), TokenLengths.Fixed(outputTokens))]);

    public (int PromptTokens, int OutputTokens) Draw(SeededRandom random)
    {
        var part = Choose(random.NextDouble());
        var promptTokens = part.Prompt.Draw(random);
        return (promptTokens, part.Answer.Draw(random));
    }

    private MixPart Choose(double point)
    {
        foreach (var part in Parts)
        {
            if (point < part.Share)
                return part;
            point -= part.Share;
        }
        return Parts[^1];
    }
}
