using System.Runtime.InteropServices;
using TokenAwareBalancer.Commands;

namespace TokenAwareBalancer.Experiments.Plotting;

/// <summary>What a report was made with and on.</summary>
internal static class ReportEnvironment
{
    public static string Describe(ExperimentPlan plan) =>
        $"{PrintVersion.Text}; {RuntimeInformation.FrameworkDescription} on {RuntimeInformation.RuntimeIdentifier}, "
        + $"{plan.Threads} of {Environment.ProcessorCount} cores.";
}
