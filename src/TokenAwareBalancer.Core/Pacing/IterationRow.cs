using TokenAwareBalancer.Estimating;

namespace TokenAwareBalancer.Pacing;

/// <summary>What one iteration of an engine, or several, had to do: the terms of <see cref="IterationCosts"/>.</summary>
/// <param name="Iterations">Times a.</param>
/// <param name="PromptTokens">Times b.</param>
/// <param name="Streams">Times c: one for each stream in each iteration.</param>
/// <param name="ContextTokens">Times d.</param>
/// <param name="Pairs">Times e.</param>
/// <param name="Overheads">
/// Times what passes around the engine's work: 1 for a first token, 0 for what its ticks tell.
/// </param>
internal readonly record struct IterationRow(
    double Iterations, double PromptTokens, double Streams, double ContextTokens, double Pairs, double Overheads = 0)
{
    /// <summary>The engine's part.</summary>
    public double EstimateMilliseconds(in IterationCosts costs) =>
        (Iterations * costs.BaseMilliseconds) + (PromptTokens * costs.PrefillTokenMilliseconds)
        + (Streams * costs.StreamMilliseconds) + (ContextTokens * costs.ContextTokenMilliseconds)
        + (Pairs * costs.AttentionPairMilliseconds);

    public static IterationRow operator +(in IterationRow left, in IterationRow right) => new(
        left.Iterations + right.Iterations,
        left.PromptTokens + right.PromptTokens,
        left.Streams + right.Streams,
        left.ContextTokens + right.ContextTokens,
        left.Pairs + right.Pairs,
        left.Overheads + right.Overheads);
}
