using TokenAwareBalancer.Simulating.Disturbing;

namespace TokenAwareBalancer.Experiments.Reporting;

/// <summary>What balancers are wrong about, as JSON: fields named as the options.</summary>
internal static class DisturbanceJson
{
    /// <returns>Null when they are as right as live.</returns>
    public static object? Describe(BeliefErrors beliefs) => beliefs == BeliefErrors.None ? null : new
    {
        CountError = beliefs.PromptError,
        CountNoise = beliefs.PromptNoise,
        beliefs.OutputError,
        beliefs.OutputNoise,
        OutputEstimate = beliefs.IsOutputTold ? "told" : "learned",
        Usage = beliefs.IsUsageSilent ? "none" : "told",
        SpeedError = beliefs.Speeds?.Error,
        SpeedErrorOf = beliefs.Speeds?.OfProfiles,
        SpeedNoise = beliefs.Speeds?.Noise,
    };
}
