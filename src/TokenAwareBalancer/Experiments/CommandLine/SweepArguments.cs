using System.CommandLine;
using TokenAwareBalancer.Configuration.Binding;
using TokenAwareBalancer.Experiments.Sweeping;

namespace TokenAwareBalancer.Experiments.CommandLine;

/// <summary>What the command line of <c>balancer simulate</c> says about one option in several values.</summary>
internal sealed class SweepArguments
{
    private const int MostValues = 32;

    private readonly Option<string?> _sweep = new("--sweep")
    {
        Description = "Simulate one of these options in several values, and compare each policy with itself undisturbed: "
            + $"{string.Join(", ", SweepDimension.All.Select(one => one.Option))}; for instance "
            + "count-error=-0.3,0.3.",
        HelpName = "OPTION=VALUE,VALUE",
    };

    public void AddTo(Command command) => command.Options.Add(_sweep);

    public bool IsAsked(ParseResult arguments) => arguments.GetValue(_sweep) is not null;

    /// <param name="arguments">As given.</param>
    /// <param name="baseline">The value to compare with; null for the one that disturbs nothing.</param>
    /// <param name="apply">What a command line makes of the plan; adds what is wrong.</param>
    /// <param name="errors">Is added to.</param>
    /// <returns>Null when it is not asked for, or after an error.</returns>
    public Sweep? Read(
        ParseResult arguments,
        string? baseline,
        Func<ParseResult, List<string>, ExperimentPlan> apply,
        List<string> errors)
    {
        if (arguments.GetValue(_sweep) is not { } text)
            return null;
        var end = text.IndexOf('=', StringComparison.Ordinal);
        var option = end < 0 ? text : text[..end];
        if (SweepDimension.All.FirstOrDefault(one => one.Option == option) is not { } dimension)
        {
            var known = SweepDimension.All.Select(one => one.Option).ToArray();
            errors.Add($"--sweep: \"{option}\" cannot be swept{NearestName.Hint(option, known)}; expected "
                + $"{NearestName.OneOf(known)}, = and values with commas between.");
            return null;
        }

        var values = end < 0 ? [] : text[(end + 1)..].Split(
            ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (Problem(arguments, dimension, values, baseline) is { } problem)
        {
            errors.Add(problem);
            return null;
        }

        if (baseline is null && !values.Any(dimension.IsUndisturbed))
            values = [dimension.Undisturbed, .. values];
        var points = values.Select(value => new SweepPoint(value, Read(arguments, dimension, value, apply, errors)));
        SweepPoint[] all = [.. points];
        return errors.Count > 0 ? null : new Sweep(dimension, all, all.First(point =>
            baseline is null ? dimension.IsUndisturbed(point.Value) : point.Value == baseline));
    }

    private static string? Problem(
        ParseResult arguments, SweepDimension dimension, string[] values, string? baseline)
    {
        var option = arguments.CommandResult.Command.Options.First(one => one.Name == $"--{dimension.Option}");
        if (arguments.GetResult(option) is { Implicit: false })
            return $"--{dimension.Option} is what --sweep varies: leave it out.";
        if (values.All(dimension.IsUndisturbed))
            return $"--sweep {dimension.Option}: name one value or more besides {dimension.Undisturbed}, with commas "
                + "between.";
        if (values.Length > MostValues)
            return $"--sweep {dimension.Option}: {values.Length} values; expected {MostValues} at most.";
        if (baseline is not null && !values.Contains(baseline))
            return $"--baseline: \"{baseline}\" is no value of the sweep; expected {NearestName.OneOf(values)}.";
        return values.Distinct().Count() < values.Length || values.Count(dimension.IsUndisturbed) > 1
            ? $"--sweep {dimension.Option}: each value once."
            : null;
    }

    /// <summary>As if the value had been typed for its option: its own parser says what is wrong with it.</summary>
    private static ExperimentPlan Read(
        ParseResult arguments,
        SweepDimension dimension,
        string value,
        Func<ParseResult, List<string>, ExperimentPlan> apply,
        List<string> errors)
    {
        var parsed = arguments.CommandResult.Command.Parse(
            [.. CommandLineText.Arguments(arguments), .. dimension.Arguments(value)]);
        if (parsed.Errors.Count == 0)
            return apply(parsed, errors);
        errors.AddRange(parsed.Errors.Select(error => $"--sweep: {error.Message}"));
        return apply(arguments, errors);
    }
}
