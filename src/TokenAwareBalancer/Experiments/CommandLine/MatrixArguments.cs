using System.CommandLine;
using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Experiments.Matrix;

namespace TokenAwareBalancer.Experiments.CommandLine;

/// <summary>What the command line of <c>balancer simulate</c> says about the matrix.</summary>
internal sealed class MatrixArguments
{
    /// <summary>A cell says all of this itself.</summary>
    private static readonly string[] OfOneFleet =
    [
        "--fleet", "--profile", "--kv-tokens", "--mix", "--load", "--arrivals", "--baseline", "--slo", "--csv",
        "--find-capacity", "--rate", "--speed-error", "--slow-engine", "--sweep",
    ];

    private readonly Option<bool> _matrix = new("--matrix")
    {
        Description = "Judge one policy against all others over a matrix of fleets, workloads and loads.",
    };

    private readonly Option<string?> _subject = new("--subject")
    {
        Description = $"With --matrix: the policy that is judged [default: {BalancingPolicies.Default}]; --policies "
            + "are then its rivals.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _cells = new("--cells")
    {
        Description = "With --matrix: only cells of these names, where * is anything [default: all], for instance "
            + "a100x8-*,*-80.",
        HelpName = "GLOB,GLOB",
    };

    private readonly Option<bool> _strict = new("--strict")
    {
        Description = "With --matrix: exit with 1 when a cell does not hold.",
    };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_matrix, _subject, _cells, _strict])
            command.Options.Add(option);
    }

    public bool IsAsked(ParseResult arguments) => arguments.GetValue(_matrix);

    public bool IsStrict(ParseResult arguments) => arguments.GetValue(_strict);

    /// <summary>Adds an error for each option that goes with the matrix only, or only without.</summary>
    public void CheckOptions(ParseResult arguments, List<string> errors)
    {
        var given = arguments.CommandResult.Command.Options
            .Where(option => arguments.GetResult(option) is { Implicit: false }).Select(option => option.Name);
        var isAsked = IsAsked(arguments);
        foreach (var name in given.Where(name => isAsked
            ? OfOneFleet.Contains(name)
            : name == _subject.Name || name == _cells.Name || name == _strict.Name))
        {
            errors.Add(isAsked
                ? $"{name} and --matrix: each cell of the matrix says that itself; leave {name} out, or choose --cells."
                : $"{name} tells what of a matrix is wanted: give --matrix too.");
        }
    }

    public string Subject(ParseResult arguments, List<string> errors)
    {
        var subject = arguments.GetValue(_subject) ?? BalancingPolicies.Default;
        if (!BalancingPolicies.Names.Contains(subject))
            errors.Add(ComparisonArguments.Unknown("--subject", subject));
        return subject;
    }

    /// <summary>The loads that are wanted of each setting that has some.</summary>
    public IReadOnlyList<(MatrixSetting Setting, IReadOnlyList<double?> Loads)> Cells(
        ParseResult arguments, List<string> errors)
    {
        try
        {
            return MatrixSelection.Of(arguments.GetValue(_cells), MatrixSettings.All);
        }
        catch (FormatException exception)
        {
            errors.Add($"--cells: {exception.Message}.");
            return [];
        }
    }
}
