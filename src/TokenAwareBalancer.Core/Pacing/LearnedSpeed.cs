using System.Collections.Immutable;
using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Pacing;

/// <summary>What is known of one class of engines, to be kept across restarts.</summary>
/// <param name="Group">Engine, model and labels, as <see cref="GroupOf"/> has them.</param>
/// <param name="Backends">
/// Those of the group that are of this class, by name; empty for all that are of no other.
/// </param>
/// <param name="Costs">What an iteration takes.</param>
/// <param name="TokenBudget">Tokens of one iteration.</param>
/// <param name="SharesIterations">Whether prompts are computed in the iterations of the streams.</param>
/// <param name="Confidence">From 0 to 1, when it was last learned.</param>
/// <param name="AgeSeconds">How long ago that was.</param>
public sealed record LearnedSpeed(
    string Group,
    ImmutableArray<string> Backends,
    IterationCosts Costs,
    int TokenBudget,
    bool SharesIterations,
    double Confidence,
    double AgeSeconds)
{
    /// <summary>The group that a backend is of.</summary>
    /// <param name="definition">What is configured about it.</param>
    /// <param name="engine">What its engine says that it is; null while it has said nothing.</param>
    public static string GroupOf(BackendDefinition definition, string? engine) => SpeedGroup.KeyOf(definition, engine);
}
