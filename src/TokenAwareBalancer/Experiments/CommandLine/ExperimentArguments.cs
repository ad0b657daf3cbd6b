using System.CommandLine;
using TokenAwareBalancer.Experiments.Matrix;

namespace TokenAwareBalancer.Experiments.CommandLine;

/// <summary>The command line of <c>balancer simulate</c>.</summary>
internal sealed class ExperimentArguments
{
    private readonly SourceArguments _source = new();
    private readonly FleetArguments _fleet = new();
    private readonly ArrivalPatternArguments _arrivals = new();
    private readonly ComparisonArguments _comparison = new();
    private readonly ConditionArguments _conditions = new();
    private readonly CapacityArguments _capacity = new();

    public ResultArguments Results { get; } = new();

    public MatrixArguments Matrix { get; } = new();

    public void AddTo(Command command)
    {
        _source.AddTo(command);
        _fleet.AddTo(command);
        _arrivals.AddTo(command);
        _comparison.AddTo(command);
        _conditions.AddTo(command);
        _capacity.AddTo(command);
        Matrix.AddTo(command);
        Results.AddTo(command);
    }

    /// <summary>Reads all of it, and the traces.</summary>
    /// <param name="arguments">Without errors.</param>
    /// <param name="error">Where it is written what is wrong and what would be right.</param>
    /// <returns>Null after an error: wrong input. The capacity is null when it is not asked for.</returns>
    public (ExperimentPlan Plan, Capacity.CapacityQuestion? Capacity)? Read(ParseResult arguments, TextWriter error)
    {
        List<string> errors = [];
        var fleet = _fleet.Read(arguments, errors);
        var policies = _comparison.Policies(arguments, errors);
        var baseline = _comparison.Baseline(arguments, policies, errors);
        var objective = _comparison.Objective(arguments, errors);
        var source = _source.Read(arguments, errors);
        var arrivals = _arrivals.Read(arguments, source, errors);
        var loads = _arrivals.Loads(arguments, arrivals, errors);
        var capacity = _capacity.Read(arguments, objective, errors);
        if (capacity is not null)
            CheckCapacity(arguments, errors);
        Matrix.CheckOptions(arguments, errors);
        if (Tell(errors, error))
            return null;
        var plan = _conditions.Apply(arguments, new ExperimentPlan
        {
            Source = source!,
            Fleet = fleet!,
            Policies = policies,
            Baseline = baseline,
            Loads = loads,
            Arrivals = arrivals!,
            Seeds = _comparison.Seeds(arguments, arrivals!),
            Requests = _source.Count(arguments, source!, arrivals!.IsTrace),
            Objective = objective,
            KeepsRecords = Results.CsvFile(arguments) is not null,
        });
        if (Check(plan, capacity) is { } problem)
        {
            error.WriteLine(problem);
            return null;
        }

        return (plan with { Threads = Results.Threads(arguments, RunMemory.MostThreads(plan)) }, capacity);
    }

    /// <summary>Reads all of a matrix, and the traces.</summary>
    /// <returns>Null after an error: wrong input.</returns>
    public MatrixPlan? ReadMatrix(ParseResult arguments, TextWriter error)
    {
        List<string> errors = [];
        Matrix.CheckOptions(arguments, errors);
        var plan = new MatrixReading(Matrix, _source, _comparison, _conditions, Results).Read(arguments, errors);
        return Tell(errors, error) ? null : plan;
    }

    private static bool Tell(List<string> errors, TextWriter output)
    {
        foreach (var one in errors)
            output.WriteLine(one);
        return errors.Count > 0;
    }

    private static string? Check(ExperimentPlan plan, Capacity.CapacityQuestion? capacity)
    {
        if (capacity is not null && plan.Requests < Capacity.CapacitySearch.FewestRequests)
            return $"--find-capacity: {plan.Requests} requests do not tell what a fleet holds from chance: give "
                + $"--requests {Capacity.CapacitySearch.FewestRequests} or more.";
        return RunMemory.Problem(plan);
    }

    private void CheckCapacity(ParseResult arguments, List<string> errors)
    {
        if (_arrivals.HasLoads(arguments))
            errors.Add("--load and --find-capacity: the capacity is the load that is found; leave --load out.");
        if (Results.CsvFile(arguments) is not null || Results.ReportFile(arguments) is not null)
            errors.Add("--csv and --out tell of runs at given loads, and --find-capacity has none: leave them out.");
    }
}
