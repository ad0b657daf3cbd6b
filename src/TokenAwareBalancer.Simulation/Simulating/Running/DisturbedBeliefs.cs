using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Simulating.Disturbing;

namespace TokenAwareBalancer.Simulating.Running;

/// <summary>What balancers believe of the requests and engines of a run: what is so, times its error.</summary>
/// <remarks>
/// A draw depends on the seed and on which request or engine it is for, not on when it is asked: every balancer and
/// every policy believes the same of it, as often as it asks.
/// </remarks>
internal sealed class DisturbedBeliefs
{
    // Far from the streams that other draws of a run begin from.
    private const long PromptStream = 1L << 40;
    private const long OutputStream = 2L << 40;
    private const long SpeedStream = 3L << 40;

    private readonly SimulationPlan _plan;
    private readonly BeliefErrors _errors;

    public DisturbedBeliefs(SimulationPlan plan) => (_plan, _errors) = (plan, plan.Beliefs);

    /// <summary>Whether answers end with what they used.</summary>
    public bool HasUsage => !_errors.IsUsageSilent;

    /// <summary>What a prompt is counted to have.</summary>
    /// <param name="index">The request's place in the plan.</param>
    /// <param name="promptTokens">What it has.</param>
    public int CountPrompt(int index, int promptTokens) =>
        (int)Disturb(promptTokens, _errors.PromptError, _errors.PromptNoise, PromptStream + index);

    /// <summary>How long an answer is expected to be; null for what was learned.</summary>
    /// <param name="index">The request's place in the plan.</param>
    /// <param name="work">What was learned.</param>
    /// <param name="outputTokens">What will come.</param>
    public int? ExpectOutput(int index, in WorkEstimate work, int outputTokens) =>
        _errors is { OutputError: 0, OutputNoise: 0, IsOutputTold: false }
            ? null
            : (int)Disturb(
                _errors.IsOutputTold ? outputTokens : work.EstimatedOutputTokens,
                _errors.OutputError, _errors.OutputNoise, OutputStream + index);

    /// <summary>How fast an engine is believed to be before it has done anything; null for no belief.</summary>
    /// <param name="place">The engine's place in the fleet.</param>
    public EngineSpeed? SpeedAtStart(int place)
    {
        if (_errors.Speeds is not { } speeds)
            return null;
        var profile = _plan.Fleet[place].Profile;
        var factor = Factor(speeds.ErrorOf(profile.Name), speeds.Noise, SpeedStream + place);
        return new EngineSpeed
        {
            Class = profile.Name,
            Costs = new IterationCosts(
                profile.Costs.BaseMilliseconds * factor,
                profile.Costs.PrefillTokenMilliseconds * factor,
                profile.Costs.StreamMilliseconds * factor,
                profile.Costs.ContextTokenMilliseconds * factor,
                profile.Costs.AttentionPairMilliseconds * factor),
            TokenBudget = profile.TokenBudget,
        };
    }

    private long Disturb(long tokens, double error, double noise, long stream) =>
        (long)Math.Clamp(Math.Round(tokens * Factor(error, noise, stream)), 1, int.MaxValue);

    /// <summary>exp(σz − σ²/2) has the mean 1: a noise is not an error as well.</summary>
    private double Factor(double error, double noise, long stream) => noise == 0
        ? 1 + error
        : (1 + error) * Math.Exp(
            noise * new SeededRandom(_plan.Seed, stream).NextGaussian() - noise * noise / 2);
}
