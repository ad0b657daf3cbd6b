using System.Collections.Immutable;
using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Pacing;
using TokenAwareBalancer.Simulating.Disturbing;
using TokenAwareBalancer.Simulating.Engines;

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

    /// <summary>How fast engines are believed to be before they have done anything, as if once learned.</summary>
    /// <param name="backends">In the order of the fleet.</param>
    public IEnumerable<LearnedSpeed> SpeedsAtStart(IReadOnlyList<Backend> backends)
    {
        if (_errors.Speeds is not { } speeds)
            return [];
        var classes = _plan.Fleet
            .Select((one, place) => (one.Profile, backends[place].Definition,
                Factor: Factor(speeds.ErrorOf(one.Profile.Name), speeds.Noise, SpeedStream + place)))
            .GroupBy(one => (one.Profile, one.Factor));
        // Of a group by one name while an engine has not been read, and by another from then on.
        return from one in classes
               from engine in (string?[])[null, Scraper.EngineOf(one.Key.Profile)]
               from alike in one.GroupBy(member => LearnedSpeed.GroupOf(member.Definition, engine))
               select Learned(alike.Key, [.. alike.Select(member => member.Definition.Name)], one.Key);
    }

    private static LearnedSpeed Learned(
        string group, ImmutableArray<string> names, (HardwareProfile Profile, double Factor) engine)
    {
        var (profile, factor) = engine;
        var costs = new IterationCosts(
            profile.Costs.BaseMilliseconds * factor,
            profile.Costs.PrefillTokenMilliseconds * factor,
            profile.Costs.StreamMilliseconds * factor,
            profile.Costs.ContextTokenMilliseconds * factor,
            profile.Costs.AttentionPairMilliseconds * factor);
        return new LearnedSpeed(
            group, names, costs, profile.TokenBudget, profile.IsBatching, Confidence: 1, AgeSeconds: 0);
    }

    private long Disturb(long tokens, double error, double noise, long stream) =>
        (long)Math.Clamp(Math.Round(tokens * Factor(error, noise, stream)), 1, int.MaxValue);

    /// <summary>exp(σz − σ²/2) has the mean 1: a noise is not an error as well.</summary>
    private double Factor(double error, double noise, long stream) => noise == 0
        ? 1 + error
        : (1 + error) * Math.Exp(
            noise * new SeededRandom(_plan.Seed, stream).NextGaussian() - noise * noise / 2);
}
