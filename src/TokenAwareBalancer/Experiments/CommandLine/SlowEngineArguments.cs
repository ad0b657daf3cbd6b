using System.CommandLine;
using TokenAwareBalancer.Experiments.Fleets;
using TokenAwareBalancer.Simulating.Disturbing;

namespace TokenAwareBalancer.Experiments.CommandLine;

/// <summary>What the command line of <c>balancer simulate</c> says about engines that become slower.</summary>
internal sealed class SlowEngineArguments
{
    private readonly Option<string[]> _slow = new("--slow-engine")
    {
        Description = "An engine that takes so many times as long from a part of the arrivals on, perhaps to another, "
            + $"for instance {SlowdownText.Example}; may be repeated.",
        HelpName = "NAME=TIMES@FROM[-TO]",
    };

    public void AddTo(Command command) => command.Options.Add(_slow);

    public ExperimentPlan Apply(ParseResult arguments, ExperimentPlan plan, List<string> errors)
    {
        try
        {
            EngineSlowdown[] slowdowns = [.. (arguments.GetValue(_slow) ?? []).Select(SlowdownText.Parse)];
            EngineSlowdown.Check(slowdowns, plan.Fleet.Backends);
            return plan with { Slowdowns = slowdowns };
        }
        catch (FormatException exception)
        {
            errors.Add($"--slow-engine {exception.Message}.");
        }
        catch (ArgumentException exception)
        {
            errors.Add($"--slow-engine: {exception.Message}");
        }

        return plan;
    }
}
