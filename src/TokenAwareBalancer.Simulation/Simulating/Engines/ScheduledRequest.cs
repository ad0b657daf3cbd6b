namespace TokenAwareBalancer.Simulating.Engines;

/// <summary>One request as an engine sees it: tokens to prefill, then tokens to generate for each choice.</summary>
/// <remarks>What is internal belongs to the engine that holds the request.</remarks>
public class ScheduledRequest
{
    private static readonly int[] NoChoices = [];

    private readonly int[] _choiceTokens; // shortest first; empty for the one choice of OutputTokens, or for none

    /// <param name="promptTokens">1 or more.</param>
    /// <param name="outputTokens">1 or more, of the one choice.</param>
    public ScheduledRequest(int promptTokens, int outputTokens)
        : this(promptTokens, outputTokens, choices: 1, NoChoices)
    {
    }

    /// <param name="promptTokens">1 or more; prefilled once, whatever the number of choices.</param>
    /// <param name="choiceTokens">
    /// The answer tokens of each choice, 1 or more each. None, as for an embedding: the request is done when its prompt
    /// is, which is told as a first and last token that no choice has.
    /// </param>
    public ScheduledRequest(int promptTokens, IReadOnlyList<int> choiceTokens)
        : this(promptTokens, choiceTokens.DefaultIfEmpty(1).Max(), choiceTokens.Count,
            choiceTokens.Count > 1 ? [.. choiceTokens.Order()] : NoChoices)
    {
    }

    private ScheduledRequest(int promptTokens, int outputTokens, int choices, int[] choiceTokens)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(promptTokens, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputTokens, 1);
        PromptTokens = promptTokens;
        OutputTokens = outputTokens;
        Choices = choices;
        _choiceTokens = choiceTokens;
    }

    public int PromptTokens { get; }

    /// <summary>Of the longest choice.</summary>
    public int OutputTokens { get; }

    public int Choices { get; }

    /// <summary>One id for each full or partial block of the prompt; equal ids are equal text from the start.</summary>
    public ReadOnlyMemory<long> BlockIds { get; init; }

    /// <summary>Prompt tokens that one of <see cref="BlockIds"/> stands for; the last may stand for fewer.</summary>
    public int BlockTokens { get; init; } = 512;

    public ScheduledPlace Place { get; internal set; }

    /// <summary>Prompt tokens that were found in the prefix cache when it was first admitted.</summary>
    public int CachedTokens { get; internal set; }

    /// <summary>How often it was thrown out of a full KV cache, to be computed again.</summary>
    public int Preemptions { get; internal set; }

    /// <summary>Tokens that each choice has, if it is that long.</summary>
    public int GeneratedTokens { get; internal set; }

    internal ScheduledRequest? Previous { get; set; }

    internal ScheduledRequest? Next { get; set; }

    /// <summary>
    /// Prompt tokens, and after a preemption generated ones, whose KV must be there before the next token.
    /// </summary>
    internal int TargetTokens { get; set; }

    /// <summary>Those of them that are there.</summary>
    internal int ComputedTokens { get; set; }

    /// <summary>Those of them that the iteration at hand computes.</summary>
    internal int ChunkTokens { get; set; }

    /// <summary>Choices that still decode; 0 while it is not decoding.</summary>
    internal int Streams { get; set; }

    /// <summary>
    /// The engine's step at which <see cref="GeneratedTokens"/> and what follows from it were last true.
    /// </summary>
    internal long SinceStep { get; set; }

    /// <summary>The step after which its next choice ends.</summary>
    internal long DueStep { get; set; }

    /// <summary>
    /// Blocks that it holds for itself, those of the prefix cache aside, as of <see cref="SinceStep"/>.
    /// </summary>
    internal long OwnBlocks { get; set; }

    /// <summary>Those that each stream has grown since the prompt was done.</summary>
    internal long GrownBlocks { get; set; }

    /// <summary>How many of its ids have been found in the cache, or offered to it.</summary>
    internal int PublishedIds { get; set; }

    /// <summary>What it keeps from being evicted.</summary>
    internal List<CachedPrefix>? HeldPrefixes { get; set; }

    /// <summary>How many choices have a token with this number, counted from 1.</summary>
    public int CountStreams(int ordinal)
    {
        if (_choiceTokens.Length == 0)
            return ordinal <= OutputTokens ? Choices : 0;
        var streams = 0;
        foreach (var tokens in _choiceTokens)
            streams += tokens >= ordinal ? 1 : 0;
        return streams;
    }

    /// <summary>The length of the shortest choice that goes on after so many tokens.</summary>
    internal int NextEnd(int generatedTokens)
    {
        foreach (var tokens in _choiceTokens)
        {
            if (tokens > generatedTokens)
                return tokens;
        }

        return OutputTokens;
    }
}
