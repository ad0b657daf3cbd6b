namespace TokenAwareBalancer.Engine.Scheduling;

/// <summary>One request as a scheduler sees it: tokens to prefill, then tokens to generate for each choice.</summary>
/// <remarks>The properties with setters belong to the scheduler that holds the request.</remarks>
internal class ScheduledRequest
{
    private readonly IReadOnlyList<int> _choiceTokens;

    /// <param name="promptTokens">1 or more; prefilled once, whatever the number of choices.</param>
    /// <param name="choiceTokens">
    /// The answer tokens of each choice, 1 or more each. None, as for an embedding: the request is done when its prompt
    /// is, which is told as a first and last token that no choice has.
    /// </param>
    public ScheduledRequest(int promptTokens, params IReadOnlyList<int> choiceTokens)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(promptTokens, 1);
        PromptTokens = promptTokens;
        _choiceTokens = choiceTokens;
        LongestChoiceTokens = choiceTokens.DefaultIfEmpty(1).Max();
    }

    public int PromptTokens { get; }

    public int LongestChoiceTokens { get; }

    public ScheduledPlace Place { get; set; }

    public int PrefilledTokens { get; set; }

    /// <summary>Prompt tokens in the iteration that runs now.</summary>
    public int ChunkTokens { get; set; }

    /// <summary>Tokens that each choice has, if it is that long.</summary>
    public int GeneratedPerChoice { get; set; }

    public bool IsPrefilled => PrefilledTokens >= PromptTokens;

    public bool IsFinished => GeneratedPerChoice >= LongestChoiceTokens;

    /// <summary>Prompt and answer tokens computed so far, which the KV cache holds.</summary>
    public long KvTokens
    {
        get
        {
            long tokens = PrefilledTokens;
            for (var i = 0; i < _choiceTokens.Count; i++)
                tokens += Math.Min(_choiceTokens[i], GeneratedPerChoice);
            return tokens;
        }
    }

    /// <summary>How many choices have a token with this number, counted from 1.</summary>
    public int CountStreams(int ordinal)
    {
        var streams = 0;
        for (var i = 0; i < _choiceTokens.Count; i++)
            streams += _choiceTokens[i] >= ordinal ? 1 : 0;
        return streams;
    }
}
