using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using TokenAwareBalancer.Demo;

namespace TokenAwareBalancer.Commands;

/// <summary>The command line of <c>balancer demo</c>.</summary>
internal sealed class DemoArguments
{
    private readonly Option<int> _seeds = new("--seeds")
    {
        Description = $"How many lists of requests each policy gets; more than {DemoOptions.DefaultSeeds} take longer "
            + "than a minute.",
        HelpName = "N",
        CustomParser = ParseSeeds,
        DefaultValueFactory = _ => DemoOptions.DefaultSeeds,
    };

    private readonly Option<string> _scenario = new("--scenario")
    {
        Description = "What to measure.",
        DefaultValueFactory = _ => DemoOptions.Scenarios[0],
    };

    private readonly Option<double?> _speed = new("--speed")
    {
        Description = "Divide the modelled times by this, 1 to 10, instead of by what each scenario is set to.",
        HelpName = "FACTOR",
        CustomParser = ParseSpeed,
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print the results as JSON and nothing else on standard output; implies --exit.",
    };

    private readonly Option<bool> _exit = new("--exit")
    {
        Description = "End after the results instead of staying up for requests by hand.",
    };

    public DemoArguments() => _scenario.AcceptOnlyFromAmong([.. DemoOptions.Scenarios]);

    public void AddTo(Command command)
    {
        command.Options.Add(_scenario);
        command.Options.Add(_seeds);
        command.Options.Add(_speed);
        command.Options.Add(_json);
        command.Options.Add(_exit);
    }

    public DemoOptions Read(ParseResult arguments)
    {
        var isJson = arguments.GetValue(_json);
        return new DemoOptions(
            arguments.GetValue(_seeds),
            arguments.GetValue(_scenario)!,
            arguments.GetValue(_speed),
            isJson,
            // Whoever reads the JSON through a pipe waits for its end.
            Exits: isJson || arguments.GetValue(_exit));
    }

    private static int ParseSeeds(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seeds)
            && seeds is >= 1 and <= DemoOptions.MostSeeds)
            return seeds;
        argument.AddError($"--seeds {text}: expected a whole number from 1 to {DemoOptions.MostSeeds}.");
        return 0;
    }

    private static double? ParseSpeed(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var speed)
            && speed is >= 1 and <= DemoOptions.MostSpeed)
            return speed;
        argument.AddError($"--speed {text}: expected a number from 1 to {DemoOptions.MostSpeed}.");
        return null;
    }
}
