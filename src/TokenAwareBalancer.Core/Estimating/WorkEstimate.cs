using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Estimating;

/// <summary>What a request is expected to cost a backend.</summary>
/// <param name="PromptTokens">
/// Prompt tokens, as Understanding has estimated them, or has counted them and the engine is known to.
/// </param>
/// <param name="EstimatedOutputTokens">
/// Output tokens expected over all completions: the mean, within the request's limit.
/// </param>
/// <param name="OutputLimitTokens">The most the request allows over all completions; <see cref="Unlimited"/> when it
/// sets no limit.</param>
public readonly record struct WorkEstimate(long PromptTokens, long EstimatedOutputTokens, long OutputLimitTokens)
{
    public const long Unlimited = long.MaxValue;

    /// <summary>
    /// The most output that is believed of any request, whatever its client says or asks for: a belief reserves room
    /// before others, and no answer of this length is usual.
    /// </summary>
    public const long MostBelievedTokens = 65_536;

    /// <summary>
    /// How far off <see cref="PromptTokens"/> is believed to be; 0 when they were counted exactly.
    /// </summary>
    public long EstimatedPromptErrorTokens { get; init; }

    /// <summary>Whether its answer comes as it is generated, so that its first content can be seen.</summary>
    public bool IsStreamed { get; init; }

    /// <summary>
    /// Output that half of such requests do not exceed; the mean where nothing but a mean is believed.
    /// </summary>
    public long EstimatedOutputTokensP50 { get => Forecast is null ? EstimatedOutputTokens : field; init; }

    /// <summary>
    /// Output that nine of ten such requests do not exceed; where nothing but a mean is believed, that of the
    /// exponential distribution, 2.3 times the mean.
    /// </summary>
    public long EstimatedOutputTokensP90
    {
        get => Forecast is null ? (long)Math.Min(OutputLimitTokens, EstimatedOutputTokens * Math.Log(10)) : field;
        init;
    }

    /// <summary>What output is expected, whole; null where nothing but a mean is believed.</summary>
    internal OutputForecast? Forecast { get; init; }

    /// <summary>
    /// The beginnings of its prompt, from the shortest on; empty where nothing is known of it. Whoever made the
    /// estimate keeps them as long as the request lives.
    /// </summary>
    public ReadOnlyMemory<PrefixHash> Prefixes { get; init; }

    /// <summary>A request whose tokens are not understood: it counts as a request and nothing else.</summary>
    public static WorkEstimate RequestOnly => new(0, 0, Unlimited);

    /// <summary>
    /// How much is still to come of an answer that has not ended: E[L − g | L > g] within the request's own limit.
    /// Takes a look at two bins of a table, waits for nobody and allocates nothing.
    /// </summary>
    /// <remarks>
    /// Without a forecast the only belief is a mean, and the distribution with nothing but a known mean is the
    /// exponential, which has no memory: as much again as was expected at first.
    /// </remarks>
    public long EstimateRemainingOutputTokens(long observedOutputTokens)
    {
        var mostTokens = Math.Max(0, OutputLimitTokens - observedOutputTokens);
        if (Forecast is not { } forecast)
            return Math.Min(EstimatedOutputTokens, mostTokens);
        var remainingTokens = (long)Math.Ceiling(
            Math.Min(forecast.Remaining(observedOutputTokens), MostBelievedTokens));
        return Math.Clamp(remainingTokens, Math.Min(1, mostTokens), mostTokens);
    }
}
