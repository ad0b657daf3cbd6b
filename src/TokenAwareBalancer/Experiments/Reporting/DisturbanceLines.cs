using System.Globalization;
using TokenAwareBalancer.Experiments.Fleets;

namespace TokenAwareBalancer.Experiments.Reporting;

/// <summary>What balancers are wrong about, and which engines are slower, in words.</summary>
internal static class DisturbanceLines
{
    public static IEnumerable<string> Of(ExperimentPlan plan)
    {
        var beliefs = plan.Beliefs;
        if (beliefs is not { PromptError: 0, PromptNoise: 0 })
            yield return $"prompts counted {Off(beliefs.PromptError, beliefs.PromptNoise)}";
        if (beliefs.IsOutputTold)
            yield return "output told in advance";
        if (beliefs is not { OutputError: 0, OutputNoise: 0 })
            yield return $"output expected {Off(beliefs.OutputError, beliefs.OutputNoise)}";
        if (beliefs.IsUsageSilent)
            yield return "no usage told";
        if (beliefs.Speeds is { } speeds)
        {
            yield return $"times of engines believed {Off(speeds.Error, speeds.Noise)} at the start";
            foreach (var (profile, error) in speeds.OfProfiles.OrderBy(one => one.Key, StringComparer.Ordinal))
                yield return $"those of {profile} {Off(error, 0)}";
        }

        foreach (var slowdown in plan.Slowdowns)
            yield return $"slow: {SlowdownText.Write(slowdown)}";
    }

    private static string Off(double error, double noise)
    {
        var factor = error == 0 && noise > 0 ? "" : Write($"{1 + error:0.###} times");
        var spread = noise > 0 ? Write($"log-normally off by {noise:0.###}") : "";
        return factor.Length > 0 && spread.Length > 0 ? $"{factor}, {spread}" : factor + spread;
    }

    private static string Write(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
