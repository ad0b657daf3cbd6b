namespace TokenAwareBalancer.Estimating;

/// <summary>What is believed of how fast an engine works. Never changes; is replaced whole.</summary>
public sealed record EngineSpeed
{
    /// <summary>
    /// An 8-billion-parameter model on an A100 (docs/simulation.md has the source): what stands in until something is
    /// learned. Of one class, only ratios matter to a choice.
    /// </summary>
    public static EngineSpeed Prior { get; } = new()
    {
        Class = "",
        Costs = new IterationCosts(11.0, 0.070, 0.030, 9.0e-5, 2.6e-6),
        TokenBudget = 2048,
    };

    /// <summary>Engines of one class are believed to be equally fast; empty where none is known.</summary>
    public required string Class { get; init; }

    /// <summary>What an iteration takes.</summary>
    public required IterationCosts Costs { get; init; }

    /// <summary>Tokens of one iteration: those of the streams first, prompts with what they leave.</summary>
    public required int TokenBudget { get; init; }

    /// <summary>
    /// Whether prompts are computed in the iterations of the streams, as engines that batch do; else each request goes
    /// at its own speed, as if alone.
    /// </summary>
    public bool SharesIterations { get; init; } = true;

    /// <summary>
    /// Where they are not shared, how many requests it works on at once, as far as has been seen; a limit that is known
    /// stands above it. This backend's own.
    /// </summary>
    public int Places { get; init; } = 1;

    /// <summary>
    /// What passes of a time to first token before the engine begins, and after it is done: the network, the reading of
    /// the request. This backend's own.
    /// </summary>
    public double OverheadMilliseconds { get; init; }

    /// <summary>How far it was learned, from 0 for a prior to 1.</summary>
    public double Confidence { get; init; }

    /// <summary>The time of prefill work, without the base of the iterations that it is done in.</summary>
    /// <param name="work">Tokens, and pairs for attention.</param>
    public double PrefillMilliseconds(PrefillWork work) =>
        (Costs.PrefillTokenMilliseconds * work.Tokens) + (Costs.AttentionPairMilliseconds * work.Pairs);

    /// <summary>The time of an iteration of streams alone.</summary>
    /// <param name="streams">D.</param>
    /// <param name="contextTokens">K.</param>
    public double StreamsMilliseconds(long streams, long contextTokens) =>
        Costs.BaseMilliseconds + Costs.DecodeMilliseconds(streams, contextTokens);
}
