using System.CommandLine;
using TokenAwareBalancer.Bench;
using TokenAwareBalancer.Experiments.Capacity;
using TokenAwareBalancer.Workloads;

namespace TokenAwareBalancer.Experiments.CommandLine;

/// <summary>What the command line of <c>balancer simulate</c> says about finding a capacity.</summary>
internal sealed class CapacityArguments
{
    private readonly Option<string?> _condition = new("--find-capacity")
    {
        Description = "Find the highest rate at which each policy holds a condition, for instance \"ttft.p99 < 1\".",
        HelpName = "CONDITION",
    };

    private readonly Option<double?> _rate = NumberArgument.Positive(
        "--rate", "With --find-capacity: find the fewest engines instead, in the fleet's proportions, that hold it at "
            + "this many requests per second.", "R");

    public void AddTo(Command command)
    {
        command.Options.Add(_condition);
        command.Options.Add(_rate);
    }

    /// <returns>Null when it is not asked for, or after an error.</returns>
    public CapacityQuestion? Read(ParseResult arguments, ServiceObjective? objective, List<string> errors)
    {
        var rate = arguments.GetValue(_rate);
        if (arguments.GetValue(_condition) is not { } text)
        {
            if (rate is not null)
                errors.Add("--rate is what engines are to hold: say what, with --find-capacity \"ttft.p99 < 1\"; "
                    + "or give --load.");
            return null;
        }

        try
        {
            var condition = CapacityCondition.Parse(text);
            if (!condition.NeedsObjective || objective is not null)
                return new CapacityQuestion(condition, rate);
            errors.Add("--find-capacity: goodput is the part of answers within limits: say which, as --slo ttft=1.");
        }
        catch (FormatException exception)
        {
            errors.Add($"--find-capacity {exception.Message}.");
        }

        return null;
    }
}
