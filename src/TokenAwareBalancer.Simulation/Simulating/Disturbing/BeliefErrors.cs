using static System.FormattableString;

namespace TokenAwareBalancer.Simulating.Disturbing;

/// <summary>How wrong balancers are about requests and engines; by default as right as they are live.</summary>
/// <remarks>
/// Only beliefs are disturbed: engines do what they would have done, and what they tell is true, so that learning goes
/// on as live and mends what it can. An error is relative: 0.3 believes three tenths too much. A noise is the deviation
/// of the logarithm of a factor of mean 1, which is drawn for each request (of speeds, for each engine) from the seed,
/// the same for every policy.
/// </remarks>
public sealed record BeliefErrors
{
    public static BeliefErrors None { get; } = new();

    /// <summary>Of the tokens that a prompt is counted to have.</summary>
    public double PromptError { get; init; }

    public double PromptNoise { get; init; }

    /// <summary>Of the output that is expected of a request.</summary>
    public double OutputError { get; init; }

    public double OutputNoise { get; init; }

    /// <summary>
    /// Whether the output that is expected is what will come, as if every client told it; error and noise are then of
    /// what it tells. Else it is what was learned from answers.
    /// </summary>
    public bool IsOutputTold { get; init; }

    /// <summary>Whether engines end answers without a usage, so that nothing mends what was counted.</summary>
    public bool IsUsageSilent { get; init; }

    /// <summary>What is believed of speeds at the start; null for nothing.</summary>
    public SpeedErrors? Speeds { get; init; }

    internal void Check(IReadOnlyList<SimulatedBackend> fleet)
    {
        Check("prompt", PromptError, PromptNoise);
        Check("output", OutputError, OutputNoise);
        if (Speeds is null)
            return;
        Check("speed", Speeds.Error, Speeds.Noise);
        foreach (var (profile, error) in Speeds.OfProfiles)
        {
            Check("speed", error, Speeds.Noise);
            if (fleet.All(backend => backend.Profile.Name != profile))
                throw new ArgumentException($"There is no profile '{profile}' to believe a speed of; expected one of "
                    + $"{string.Join(", ", fleet.Select(backend => backend.Profile.Name).Distinct())}.");
        }
    }

    private static void Check(string what, double error, double noise)
    {
        if (!(error > -1 && double.IsFinite(error)))
            throw new ArgumentException(Invariant($"The {what} error is {error}; expected more than -1."));
        if (!(noise >= 0 && double.IsFinite(noise)))
            throw new ArgumentException(Invariant($"The {what} noise is {noise}; expected 0 or more."));
    }
}
