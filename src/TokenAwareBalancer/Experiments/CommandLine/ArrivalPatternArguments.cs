using System.CommandLine;
using System.Globalization;
using TokenAwareBalancer.Experiments.Sources;

namespace TokenAwareBalancer.Experiments.CommandLine;

/// <summary>What the command line of <c>balancer simulate</c> says about when requests come.</summary>
internal sealed class ArrivalPatternArguments
{
    private const double MostLoad = 1.5;
    private const double UsualLoad = 0.8;

    private readonly Option<string?> _loads = new("--load")
    {
        Description = "Parts of what the fleet can answer at most, which is found first [default: 0.8; with --arrivals "
            + "trace, the trace's own rate].",
        HelpName = "PART,PART",
    };

    private readonly Option<string?> _arrivals = new("--arrivals")
    {
        Description = "At the trace's own times, stretched to the load if one is given; as from independent users; or "
            + "with gaps of a given standard deviation over mean [default: poisson].",
        HelpName = "trace|poisson|gamma:CV",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_loads);
        command.Options.Add(_arrivals);
    }

    public bool HasLoads(ParseResult arguments) => arguments.GetValue(_loads) is not null;

    /// <returns>Null after an error.</returns>
    public ArrivalPattern? Read(ParseResult arguments, RequestSource? source, List<string> errors)
    {
        try
        {
            var arrivals = ArrivalPattern.Parse(arguments.GetValue(_arrivals) ?? "poisson");
            if (!arrivals.IsTrace || source is null || source.HasTimes)
                return arrivals;
            errors.Add("--arrivals trace: these requests have no times of their own; give --trace FILE, or poisson.");
        }
        catch (FormatException exception)
        {
            errors.Add($"--arrivals: {exception.Message}.");
        }

        return null;
    }

    public IReadOnlyList<double?> Loads(ParseResult arguments, ArrivalPattern? arrivals, List<string> errors)
    {
        if (arguments.GetValue(_loads) is not { } text)
            return arrivals is { IsTrace: true } ? [null] : [UsualLoad];
        var loads = text.Split(',', StringSplitOptions.TrimEntries).Select(one => Load(one, errors)).ToArray();
        if (loads.Distinct().Count() < loads.Length)
            errors.Add("--load: each load once.");
        return loads;
    }

    private static double? Load(string text, List<string> errors)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var load)
            && load is > 0 and <= MostLoad)
            return load;
        errors.Add($"--load \"{text}\": expected a part of what the fleet can answer, above 0 and up to "
            + string.Create(CultureInfo.InvariantCulture, $"{MostLoad}: for instance 0.8 for 80 %."));
        return null;
    }
}
